package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.Server;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.config.ConfigLoader;
import org.kocmoc.config.Sources;
import org.kocmoc.files.FileArchive;
import org.kocmoc.files.FileSettings;
import org.kocmoc.legacy.LegacyExport;
import org.kocmoc.legacy.LegacyImport;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

/// From the old backend here, a while of work, and back, with nothing lost on either way.
class LegacyMoveTest {
    @TempDir Path folder;

    private FileSettings files() {
        Path uploads = folder.resolve("data/uploads");
        return new FileSettings(uploads, List.of(uploads), 1 << 20, 1 << 30);
    }

    private Path oldUploads() throws IOException {
        Path old = folder.resolve("old-uploads");
        Files.createDirectories(old.resolve("files"));
        Files.createDirectories(old.resolve("voice"));
        Files.writeString(old.resolve("files/1700000000000-1.png"), "picture");
        Files.writeString(old.resolve("files/.htaccess"), "none of ours");
        return old;
    }

    private LegacyImport.Report move(LegacyDatabase legacy, DatabaseSettings here)
            throws IOException {
        try (Database database = new Database(here.withPoolSize(1))) {
            return new LegacyImport(legacy.settings(), here, new FileArchive(database, files()))
                    .run(oldUploads());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void everythingComesAndGoesBackWithWhatWasDoneMeanwhile(int major) throws Exception {
        LegacyDatabase legacy =
                LegacyDatabase.create(
                        major == 18 ? TestCluster.start() : TestCluster.start(major), "moving");
        DatabaseSettings here = Postgres.empty();

        assertThat(move(legacy, here).isComplete()).isTrue();
        legacy.execute("INSERT INTO messages (chat_id, sender_id, text) VALUES (1, 2, 'late')");
        LegacyImport.Report report = move(legacy, here);

        assertThat(report.isComplete()).isTrue();
        assertThat(report.copied()).isZero();
        assertThat(report.there()).containsEntry("messages", 9L).containsEntry("users", 6L);
        assertThat(report.notes()).anyMatch(note -> note.contains("share an e-mail"));
        assertThat(report.notes()).anyMatch(note -> note.contains(".htaccess"));
        work(here);
        assertThatThrownBy(() -> move(legacy, here)).hasMessageContaining("A server has run");
        goBack(legacy, here);
    }

    private void work(DatabaseSettings here) {
        try (Server server =
                Server.start(
                        ConfigLoader.load(
                                Sources.of(
                                        Map.ofEntries(
                                                Map.entry("PORT", "0"),
                                                Map.entry("KOCMOC_HOST", "127.0.0.1"),
                                                Map.entry("PG_HOST", here.host()),
                                                Map.entry("PG_PORT", Integer.toString(here.port())),
                                                Map.entry("PG_DATABASE", here.database()),
                                                Map.entry("PG_USER", here.user()),
                                                Map.entry("PG_PASSWORD", here.password()),
                                                Map.entry("JWT_SECRET", TestServer.JWT_SECRET),
                                                Map.entry("MASTER_KEY", TestServer.MASTER_KEY),
                                                Map.entry(
                                                        "ADMIN_PASSWORD",
                                                        TestServer.ADMIN_PASSWORD)),
                                        folder),
                                folder),
                        InstantSource.system())) {
            Api ada = new Api("http://127.0.0.1:" + server.port()).as(oldToken());
            ada.post("/api/messages/1", Map.of("text", "из нового")).expect(201);
            String url =
                    ada.post(
                                    "/api/files/upload",
                                    Multipart.file("n.txt", "text/plain", new byte[] {'n'}))
                            .expect(200)
                            .json()
                            .path("file")
                            .path("url")
                            .asString();
            ada.post(
                            "/api/messages/1",
                            Map.of("file_url", url, "file_name", "n.txt", "message_type", "file"))
                    .expect(201);
        }
    }

    /// Of the old server, which set no expiry for it.
    private static String oldToken() {
        return JWT.create()
                .withClaim("userId", 2)
                .withIssuedAt(java.time.Instant.parse("2026-01-01T00:00:00Z"))
                .sign(Algorithm.HMAC256(TestServer.JWT_SECRET));
    }

    private void goBack(LegacyDatabase legacy, DatabaseSettings here) throws Exception {
        DatabaseSettings back = Postgres.empty();
        Path uploads = folder.resolve("back");
        Map<String, String> kept = new HashMap<>();
        LegacyExport.Report report;
        try (Database database = new Database(here.withPoolSize(2))) {
            report =
                    new LegacyExport(
                                    here,
                                    back,
                                    new FileArchive(database, files()),
                                    new Bodies(
                                            database,
                                            new Vault(
                                                    MasterKey.parse(TestServer.MASTER_KEY),
                                                    List.of()),
                                            false))
                            .run(uploads, kept::putAll);
        }
        assertThat(kept).isEqualTo(report.passwords());

        var returned = new LegacyDatabase(back);
        assertThat(report.passwords()).containsOnlyKeys("admin@kocmoc.ru");
        assertThat(report.rows()).containsEntry("messages", 11L);
        for (String same :
                List.of(
                        "SELECT id, name, email, bio, is_admin, banned, created_at FROM users ORDER BY id",
                        "SELECT * FROM chats ORDER BY id",
                        "SELECT * FROM contacts ORDER BY id",
                        "SELECT * FROM devices ORDER BY id",
                        "SELECT * FROM message_reactions ORDER BY id",
                        "SELECT id, chat_id, sender_id, text, file_url, file_size, created_at FROM messages WHERE id <= 9 ORDER BY id",
                        "SELECT id, chat_id, user_id, muted, archived FROM chat_participants ORDER BY id")) {
            assertThat(returned.rows(same)).as(same).isEqualTo(legacy.rows(same)).isNotEmpty();
        }
        checkTheNew(returned, uploads);
    }

    private static void checkTheNew(LegacyDatabase returned, Path uploads)
            throws SQLException, IOException {
        assertThat(
                        returned.rows(
                                "SELECT text FROM messages WHERE chat_id = 1 ORDER BY id DESC LIMIT 3"))
                .containsExactly("null", "из нового", "late");
        assertThat(
                        returned.one(
                                "SELECT unread_count FROM chat_participants WHERE chat_id = 1 AND user_id = 4"))
                .isEqualTo("4");
        String file = returned.one("SELECT file_url FROM messages ORDER BY id DESC LIMIT 1");
        assertThat(file).matches("/api/files/[0-9a-f]{32}\\.txt");
        assertThat(uploads.resolve("files").resolve(file.substring("/api/files/".length())))
                .hasContent("n");
        assertThat(uploads.resolve("files/1700000000000-1.png")).hasContent("picture");
        assertThat(
                        returned.one(
                                "INSERT INTO messages (chat_id, text) VALUES (1, 'x') RETURNING id > 11"))
                .isEqualTo("t");
    }
}
