package org.kocmoc.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.base.Secret;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.TestCluster;
import org.kocmoc.files.FileArchive;
import org.kocmoc.files.FileSettings;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// Filled through the real routes, backed up while people write, restored elsewhere, compared.
class BackupTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final Secret PASSPHRASE = new Secret("correct horse battery staple");

    @TempDir Path spool;
    @TempDir Path restored;

    private static FileSettings files(Path folder) {
        return new FileSettings(folder, List.of(folder), 1 << 20, 1 << 30);
    }

    private Backup backup(Duration limit) {
        return new Backup(
                new Backup.Source(
                        server.database(),
                        new FileArchive(server.database(), files(server.data().resolve("uploads"))),
                        new BackupSecrets(TestServer.JWT_SECRET, List.of(TestServer.MASTER_KEY)),
                        spool),
                limit,
                InstantSource.system());
    }

    private byte[] backup() throws IOException {
        var out = new ByteArrayOutputStream();
        backup(Duration.ofSeconds(20)).write(out, PASSPHRASE);
        return out.toByteArray();
    }

    private Restore.Outcome restore(byte[] backup, DatabaseSettings into, Secret passphrase)
            throws IOException {
        try (Database database = new Database(into.withPoolSize(1))) {
            return new Restore(
                            new Restore.Target(
                                    into,
                                    new FileArchive(database, files(restored))::put,
                                    secrets ->
                                            assertThat(secrets.masters())
                                                    .containsExactly(TestServer.MASTER_KEY)),
                            InstantSource.system())
                    .read(new ByteArrayInputStream(backup), passphrase);
        }
    }

    private static long chat(Person one, Person other) {
        return one.api()
                .post("/api/chats", Map.of("participantIds", List.of(other.id().value())))
                .json()
                .path("chat")
                .path("id")
                .asLong();
    }

    private static JsonNode send(Person sender, long chat, String text) {
        return sender.api()
                .post("/api/messages/" + chat, Map.of("text", text))
                .expect(201)
                .json()
                .path("message");
    }

    private static long fill(Person ada, Person bob) {
        long chat = chat(ada, bob);
        for (int i = 0; i < 20; i++) {
            send(i % 3 == 0 ? bob : ada, chat, "Строка\t" + i + "\\N \n 'x'");
        }
        long message = send(ada, chat, "to edit").path("id").asLong();
        ada.api().patch("/api/messages/" + message + "/edit", Map.of("text", "edited")).expect(200);
        bob.api().post("/api/messages/" + message + "/react", Map.of("reaction", "👍")).expect(200);
        ada.api()
                .delete("/api/messages/" + send(ada, chat, "to go").path("id").asLong())
                .expect(200);
        JsonNode file =
                ada.api()
                        .post(
                                "/api/files/upload",
                                Multipart.file(
                                        "a.txt",
                                        "text/plain",
                                        "bytes".getBytes(StandardCharsets.UTF_8)))
                        .expect(200)
                        .json()
                        .path("file");
        ada.api()
                .post(
                        "/api/messages/" + chat,
                        Map.of(
                                "file_url",
                                file.path("url").asString(),
                                "file_name",
                                "a.txt",
                                "message_type",
                                "file"))
                .expect(201);
        return chat;
    }

    /// Every row of every table as text, without what a restore is meant to change.
    private static Map<String, List<String>> contents(Database database) {
        Map<String, List<String>> contents = new LinkedHashMap<>();
        for (Table table : database.read(DumpStore::tables)) {
            contents.put(
                    table.name(),
                    database.read(
                            handle ->
                                    handle.createQuery(
                                                    "SELECT t::text FROM (SELECT "
                                                            + table.columnList()
                                                            + " FROM "
                                                            + table.quoted()
                                                            + ") t ORDER BY 1")
                                            .mapTo(String.class)
                                            .list()));
        }
        // The running server goes on giving signs of life.
        contents.remove("nodes");
        Objects.requireNonNull(contents.get("server_state"))
                .removeIf(
                        row ->
                                row.matches(
                                        "\\((epoch|timeline|backup_until|last_backup|installation),.*"));
        return contents;
    }

    /// What devices sign about the members of a group, as far as a backup looks at it.
    private static void signEntries(long chat) {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO e2ee_memberships (chat_id, epoch, hash, signed, certificate, created_at)
                                        SELECT ?, n, sha256(int8send(n)), int8send(n), decode(repeat('00', 237), 'hex'), now()
                                        FROM generate_series(1, 3) n
                                        """,
                                        chat));
    }

    /// What devices, browsers and searches leave, as far as a backup looks at it. More pieces of an
    /// encrypted history than a page has.
    private static void fillWhatGrows(Person ada) {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        WITH account AS (
                                            INSERT INTO e2ee_accounts (user_id, account_key, list_version)
                                            VALUES (:user, sha256('a'), 1)),
                                        device AS (
                                            INSERT INTO e2ee_devices (user_id, device_id, registration_id, certificate, hash,
                                                signing_key, listed_at)
                                            VALUES (:user, 1, 1, decode(repeat('00', 237), 'hex'), sha256('a'), sha256('a'), now())),
                                        mail AS (
                                            INSERT INTO e2ee_mailbox (user_id, device_id, sender_id, sender_device, type, envelope,
                                                created_at)
                                            SELECT :user, 1, :user, 1, 2, int8send(n), now() FROM generate_series(1, 3) n),
                                        backup AS (
                                            INSERT INTO e2ee_backups (user_id, auth_hash, created_at)
                                            VALUES (:user, sha256('a'), now() - interval '1 hour')),
                                        pieces AS (
                                            INSERT INTO e2ee_backup_blobs (user_id, blob_index, version, size, content)
                                            SELECT :user, n, 1, 8, int8send(n) FROM generate_series(1, 3) n)
                                        INSERT INTO push_log (user_id, subscription_id, service, kind, outcome, at)
                                        SELECT :user, n, 'x', 'message', 'arrived', now() FROM generate_series(1, 3) n
                                        """
                                                .replace(":user", ada.id().toString())));
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void aQuietServerIsRestoredRowByRowOntoAnotherPostgres(int major) throws IOException {
        Person ada = server.people().newcomer("Ada");
        signEntries(fill(ada, server.people().newcomer("Bob")));
        fillWhatGrows(ada);
        byte[] backup = backup();
        Map<String, List<String>> before = contents(server.database());
        DatabaseSettings target =
                major == 18 ? Postgres.empty() : TestCluster.emptyDatabase(major, "restored");

        Restore.Outcome outcome = restore(backup, target, PASSPHRASE);

        assertThat(outcome.dropped()).isZero();
        try (Database database = new Database(target.withPoolSize(1))) {
            assertThat(contents(database)).isEqualTo(before);
            assertThat(before.get("message_reactions")).isNotEmpty();
            assertThat(before.get("message_edits")).isNotEmpty();
            assertThat(before.get("e2ee_backup_blobs")).hasSizeGreaterThanOrEqualTo(3);
            assertThat(before.get("e2ee_mailbox")).isNotEmpty();
            assertThat(before.get("message_terms")).isNotEmpty();
            assertThat(constraints(database)).isEqualTo(constraints(server.database()));
            assertThat(
                            one(
                                    database,
                                    "SELECT count(DISTINCT epoch) = 1 AND min(epoch) > 1 FROM messages"))
                    .isEqualTo("t");
            assertThat(
                            one(
                                    database,
                                    "SELECT nextval(pg_get_serial_sequence('messages', 'id')) > max(id) + 1000 FROM messages"))
                    .isEqualTo("t");
            FileArchive there = new FileArchive(database, files(restored));
            assertThat(
                            there.forEach(
                                    (name, content) ->
                                            assertThat(content.readAllBytes())
                                                    .isEqualTo(
                                                            "bytes"
                                                                    .getBytes(
                                                                            StandardCharsets
                                                                                    .UTF_8))))
                    .isEmpty();
        }
    }

    private static List<String> constraints(Database database) {
        return database.read(
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                                        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
                                        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
                                        UNION ALL SELECT table_name || column_name || coalesce(column_default, '')
                                        FROM information_schema.columns WHERE table_schema = 'public'
                                        ORDER BY 1
                                        """)
                                .mapTo(String.class)
                                .list());
    }

    private static String one(Database database, String sql) {
        return database.read(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    @Test
    void whatWasAcknowledgedBeforeABackupUnderLoadIsThereAndEveryLogIsWhole() throws Exception {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        Map<Long, String> acknowledged = new ConcurrentHashMap<>();
        AtomicBoolean running = new AtomicBoolean(true);
        List<CompletableFuture<Void>> writers =
                IntStream.range(0, 4)
                        .mapToObj(
                                i ->
                                        CompletableFuture.runAsync(
                                                () -> write(ada, bob, i, running, acknowledged)))
                        .toList();
        while (acknowledged.size() < 60 && writers.stream().noneMatch(CompletableFuture::isDone)) {
            Thread.sleep(10);
        }
        Map<Long, String> before = Map.copyOf(acknowledged);
        byte[] backup = backup();
        running.set(false);
        writers.forEach(CompletableFuture::join);
        DatabaseSettings target = Postgres.empty();

        restore(backup, target, PASSPHRASE);

        try (Database database = new Database(target.withPoolSize(1))) {
            List<Long> ids =
                    database.read(
                            handle ->
                                    handle.createQuery("SELECT id FROM messages")
                                            .mapTo(Long.class)
                                            .list());
            assertThat(ids).containsAll(before.keySet());
            assertThat(
                            one(
                                    database,
                                    """
                                    SELECT count(*) FROM chat_heads h WHERE h.last_seq <>
                                        (SELECT count(*) FROM (SELECT seq FROM messages WHERE chat_id = h.chat_id
                                            UNION SELECT seq FROM chat_events WHERE chat_id = h.chat_id) x)
                                    """))
                    .isEqualTo("0");
            assertThat(
                            one(
                                    database,
                                    """
                                    SELECT count(*) FROM user_heads h WHERE h.last_seq <>
                                        (SELECT count(*) FROM user_events WHERE user_id = h.user_id)
                                    """))
                    .isEqualTo("0");
            assertThat(
                            one(
                                    database,
                                    """
                                    SELECT count(*) FROM messages m WHERE key_version IS NOT NULL AND NOT EXISTS
                                        (SELECT FROM chat_keys k WHERE k.chat_id = m.chat_id AND k.version = m.key_version)
                                    """))
                    .isEqualTo("0");
        }
    }

    private static void write(
            Person ada,
            Person bob,
            int number,
            AtomicBoolean running,
            Map<Long, String> acknowledged) {
        while (running.get()) {
            long chat =
                    ada.api()
                            .post(
                                    "/api/chats",
                                    Map.of(
                                            "participantIds",
                                            List.of(bob.id().value()),
                                            "type",
                                            "group",
                                            "name",
                                            "g" + number))
                            .json()
                            .path("chat")
                            .path("id")
                            .asLong();
            for (int i = 0; i < 10; i++) {
                long id = send(ada, chat, "text " + i).path("id").asLong();
                acknowledged.put(id, "text " + i);
                bob.api()
                        .post("/api/messages/" + id + "/react", Map.of("reaction", "👍"))
                        .expect(200);
            }
        }
    }

    @Test
    void aDamagedShortenedOrForeignBackupRestoresNothing() throws IOException {
        fill(server.people().newcomer("Ada"), server.people().newcomer("Bob"));
        byte[] backup = backup();
        DatabaseSettings target = Postgres.empty();
        byte[] damaged = backup.clone();
        damaged[damaged.length / 2] ^= 1;
        byte[] shortened = Arrays.copyOf(backup, backup.length - 1);
        byte[] cut = Arrays.copyOf(backup, Chunks.MAGIC.length + Passphrase.BYTES);

        for (byte[] bad : List.of(damaged, shortened, cut, new byte[100])) {
            assertThatThrownBy(() -> restore(bad, target, PASSPHRASE))
                    .isInstanceOf(BackupException.class);
        }
        assertThatThrownBy(() -> restore(backup, target, new Secret("another passphrase")))
                .hasMessageContaining("passphrase is wrong");
        restore(backup, target, PASSPHRASE);
        assertThatThrownBy(() -> restore(backup, target, PASSPHRASE))
                .hasMessageContaining("has accounts");
    }

    @Test
    void withoutAGoodPassphraseOrTheRightMasterKeyThereIsNoBackup() {
        fill(server.people().newcomer("Ada"), server.people().newcomer("Bob"));
        assertThatThrownBy(
                        () ->
                                backup(Duration.ofSeconds(20))
                                        .write(
                                                OutputStream.nullOutputStream(),
                                                new Secret("short")))
                .hasMessageContaining("12 characters");
        Backup.Source wrong =
                new Backup.Source(
                        server.database(),
                        new FileArchive(server.database(), files(server.data().resolve("uploads"))),
                        new BackupSecrets("x", List.of("ab".repeat(32))),
                        spool);
        assertThatThrownBy(
                        () ->
                                new Backup(wrong, Duration.ofSeconds(20), InstantSource.system())
                                        .write(OutputStream.nullOutputStream(), PASSPHRASE))
                .hasMessageContaining("master keys");
    }

    @Test
    void aGoodBackupIsNotedWithTheTimeAtWhichItBegan() throws IOException {
        Backup backup = backup(Duration.ofSeconds(20));
        backup.write(OutputStream.nullOutputStream(), PASSPHRASE);
        backup.note();

        assertThat(
                        one(
                                server.database(),
                                """
                                SELECT now() - value::timestamptz BETWEEN interval '0' AND interval '10 minutes'
                                FROM server_state WHERE key = 'last_backup'
                                """))
                .isEqualTo("t");
    }

    @Test
    void aSnapshotThatTakesTooLongIsGivenUpWithAdvice() {
        assertThatThrownBy(
                        () ->
                                backup(Duration.ZERO)
                                        .write(OutputStream.nullOutputStream(), PASSPHRASE))
                .hasMessageContaining("--snapshot-seconds");
    }

    @Test
    void aFileDeletedDuringABackupKeepsItsBytesUntilItIsOver() throws IOException {
        Person ada = server.people().newcomer("Ada");
        String id = upload(ada);
        Path bytes = server.data().resolve("uploads/blobs/" + id.substring(0, 2) + "/" + id);
        String mark = server.database().write(handle -> DumpStore.holdDeletions(handle, 1));

        ada.api().delete("/api/files/" + id).expect(200);

        assertThat(bytes).exists();
        ada.api().get("/api/files/" + id).expect(404);
        server.database().execute(handle -> DumpStore.releaseDeletions(handle, mark));
    }

    @Test
    void whatWasDeletedWhileTheBackupWasTakenIsThereInItsMoment() throws IOException {
        Person ada = server.people().newcomer("Ada");
        String before = upload(ada);
        String during = upload(ada);
        server.database()
                .execute(
                        handle -> {
                            handle.execute(
                                    "UPDATE files SET deleted_at = now() WHERE id = ?", before);
                            handle.execute(
                                    "UPDATE files SET deleted_at = now() + interval '1 hour' WHERE id = ?",
                                    during);
                            handle.execute(
                                    """
                                    INSERT INTO e2ee_backups (user_id, auth_hash, created_at)
                                    VALUES (?, sha256('a'), now() + interval '1 hour')
                                    """,
                                    ada.id());
                            handle.execute(
                                    """
                                    INSERT INTO e2ee_backup_blobs (user_id, blob_index, version, size, content)
                                    VALUES (?, 1, 1, 1, 'x')
                                    """,
                                    ada.id());
                        });
        DatabaseSettings target = Postgres.empty();

        byte[] backup = backup();
        server.database()
                .execute(
                        handle -> {
                            handle.execute("DELETE FROM files WHERE id IN (?, ?)", before, during);
                            handle.execute("DELETE FROM e2ee_backups WHERE user_id = ?", ada.id());
                        });
        restore(backup, target, PASSPHRASE);

        try (Database database = new Database(target.withPoolSize(1))) {
            String deleted = "SELECT deleted_at IS NOT NULL FROM files WHERE id = '%s'";
            assertThat(one(database, deleted.formatted(before))).isEqualTo("t");
            assertThat(one(database, deleted.formatted(during))).isEqualTo("f");
            assertThat(
                            one(
                                    database,
                                    "SELECT count(*) FROM e2ee_backup_blobs WHERE user_id = "
                                            + ada.id()))
                    .isEqualTo("0");
        }
    }

    private static String upload(Person person) {
        return person.api()
                .post("/api/files/upload", Multipart.file("b.txt", "text/plain", new byte[] {'b'}))
                .json()
                .path("file")
                .path("id")
                .asString();
    }

    /// The snapshot is short, so nothing in it may grow without bound. Whoever makes a table
    /// decides whether it is paged ([LongTable]), left out, or follows accounts, chats and
    /// memberships.
    @Test
    void whatGrowsWithUseIsNotInTheSnapshot() {
        Set<String> snapshot =
                server.database().read(DumpStore::tables).stream()
                        .map(Table::name)
                        .filter(name -> LongTable.of(name).isEmpty())
                        .collect(Collectors.toSet());
        assertThat(snapshot)
                .containsExactlyInAnyOrder(
                        """
                        audit_log blocks chat_heads chat_invites chat_participants chat_pins chat_search_keys
                        chats contacts daily_statistics daily_statistics_progress devices drafts e2ee_accounts
                        e2ee_backups e2ee_device_lists e2ee_devices e2ee_link_frames e2ee_links
                        e2ee_memberships e2ee_sessions e2ee_signed_keys email_verifications
                        message_terms_progress nodes presence push_keys push_progress push_subscriptions
                        push_told recovery_codes registration_invites removed_members reports revoked_tokens
                        server_state sessions sticker_packs stickers stories story_views user_heads
                        user_settings users
                        """
                                .strip()
                                .split("\\s+"));
    }

    @Test
    void longTablesAreCopiedAlongAUniqueKey() {
        for (LongTable table : LongTable.values()) {
            List<String> keys =
                    server.database()
                            .read(
                                    handle ->
                                            handle.createQuery(
                                                            """
                                                            SELECT string_agg(a.attname, ',' ORDER BY k.position)
                                                            FROM pg_index i
                                                            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
                                                            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                                                            WHERE i.indrelid = :table::regclass AND i.indisunique AND i.indpred IS NULL
                                                            GROUP BY i.indexrelid
                                                            """)
                                                    .bind("table", table.table())
                                                    .mapTo(String.class)
                                                    .list());
            assertThat(keys).contains(String.join(",", table.key()));
        }
    }
}
