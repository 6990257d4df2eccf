package org.kocmoc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.blobs.DiskBlobStore;
import org.kocmoc.blobs.StoreOwner;
import org.kocmoc.blobs.StraySweep;
import org.kocmoc.db.Database;
import org.kocmoc.forms.Upload;
import org.kocmoc.images.Thumbnailer;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;

class FileSweepTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private Database database;
    private Rows rows;
    private UserId ada;
    private ChatId chat;
    private DiskBlobStore blobs;
    private org.kocmoc.files.Files files;
    private FileSweep sweep;
    private Uploads uploads;
    private Attachments attachments;

    @BeforeEach
    void build() throws IOException {
        database = postgres.database();
        database.execute(handle -> handle.execute("DELETE FROM files"));
        rows = new Rows(database);
        ada = rows.user("Ada");
        chat = rows.group(ada);
        blobs = new DiskBlobStore(folder);
        LegacyUploads legacy = new LegacyUploads(List.of(folder));
        StoreOwner owner = new StoreOwner(database, blobs, now::get);
        owner.claim(0);
        files = new org.kocmoc.files.Files(database, blobs, legacy, owner, now::get);
        StraySweep strays =
                new StraySweep(
                        database,
                        blobs,
                        owner,
                        keys -> KeptFileStore.knownKeys(database, keys),
                        now::get);
        sweep = new FileSweep(database, legacy, files, strays, now::get);
        uploads =
                new Uploads(
                        database,
                        blobs,
                        new Thumbnailer(),
                        new FileSettings(folder, List.of(folder), 1 << 20, 1 << 20),
                        now::get);
        attachments = new Attachments(database, now::get);
    }

    private String upload() throws IOException {
        return uploads.take(
                        ada,
                        new Upload(
                                "a.txt",
                                "text/plain",
                                new ByteArrayInputStream(new byte[] {'a', 'b'})))
                .id();
    }

    private void after(Duration time) {
        now.set(now.get().plus(time));
        sweep.sweep();
    }

    private boolean isThere(String id) {
        boolean blob = blobs.path(FileIds.key(id)).isPresent();
        assertThat(files.find(id).isPresent()).isEqualTo(blob);
        return blob;
    }

    private long message(String fileUrl) {
        return database.write(
                handle ->
                        handle.createQuery(
                                        """
                                        INSERT INTO messages
                                            (chat_id, sender_id, seq, epoch, file_url, file_name)
                                        SELECT :chat, :ada, 1 + coalesce(max(seq), 0), 1, :url, 'photo.png'
                                        FROM messages WHERE chat_id = :chat
                                        RETURNING id
                                        """)
                                .bind("chat", chat)
                                .bind("ada", ada)
                                .bind("url", fileUrl)
                                .mapTo(Long.class)
                                .one());
    }

    private long attach(String id) {
        long message = message("/api/files/" + id);
        execute("INSERT INTO message_files (message_id, file_id) VALUES (?, ?)", message, id);
        return message;
    }

    private void execute(String sql, Object... values) {
        database.execute(handle -> handle.execute(sql, values));
    }

    @Test
    void aFileThatWasNeverUsedGoesAfterADay() throws IOException {
        String id = upload();

        after(Duration.ofHours(23));
        assertThat(isThere(id)).isTrue();
        after(Duration.ofHours(2));
        assertThat(isThere(id)).isFalse();
    }

    @Test
    void aFileStaysWhileAnythingRefersToIt() throws IOException {
        String sent = upload();
        String story = upload();
        String face = upload();
        String chatFace = upload();
        attach(sent);
        execute(
                "INSERT INTO stories (user_id, type, file_id, expires_at) VALUES (?, 'photo', ?, now())",
                ada,
                story);
        execute("UPDATE users SET avatar = ? WHERE id = ?", "/api/files/" + face, ada);
        execute("UPDATE chats SET avatar = ? WHERE id = ?", "/api/files/" + chatFace, chat);

        after(Duration.ofDays(30));
        after(Duration.ofDays(30));

        assertThat(List.of(sent, story, face, chatFace)).allMatch(this::isThere);
    }

    @Test
    void theFileOfADeletedMessageGoesAfterAWeek() throws IOException {
        String id = upload();
        long message = attach(id);
        after(Duration.ofDays(2));
        execute("UPDATE messages SET deleted_at = now() WHERE id = ?", message);

        after(Duration.ofHours(1));
        after(Duration.ofDays(6));
        assertThat(isThere(id)).isTrue();
        after(Duration.ofDays(2));
        assertThat(isThere(id)).isFalse();
    }

    @Test
    void aFileOfTwoMessagesStaysForTheSecond() throws IOException {
        String id = upload();
        long first = attach(id);
        attach(id);
        execute("UPDATE messages SET deleted_at = now() WHERE id = ?", first);

        after(Duration.ofDays(30));
        after(Duration.ofDays(30));

        assertThat(isThere(id)).isTrue();
    }

    @Test
    void aFileThatIsAboutToBeSentOutlivesTheSweep() throws IOException {
        String id = upload();
        now.set(now.get().plus(Duration.ofHours(30)));

        assertThat(attachments.require(ada, "/api/files/" + id)).contains(id);
        sweep.sweep();

        assertThat(isThere(id)).isTrue();
    }

    @Test
    void aCrashBetweenMarkingAndRemovingIsFinishedByTheNextRun() throws IOException {
        String id = upload();
        database.execute(handle -> FileStore.markDeleted(handle, id, now.get()));
        assertThat(files.find(id)).isEmpty();

        sweep.sweep();

        assertThat(isThere(id)).isFalse();
        assertThat(rowsOf(id)).isZero();
    }

    private long rowsOf(String id) {
        return database.read(
                handle ->
                        handle.createQuery("SELECT count(*) FROM files WHERE id = :id")
                                .bind("id", id)
                                .mapTo(Long.class)
                                .one());
    }

    @Test
    void aLeavingAccountTakesWhatItNeverSent() throws IOException {
        String sent = upload();
        String unsent = upload();
        attach(sent);

        files.leave(ada);
        sweep.sweep();

        assertThat(isThere(sent)).isTrue();
        assertThat(isThere(unsent)).isFalse();
    }

    @Test
    void legacyFilesAreTakenOverWithTheirSenders() throws IOException {
        String sent = legacy("files", "1700000000001-1.png");
        String lost = legacy("files", "1700000000002-2.html");
        String voice = legacy("voice", "1700000000003-3.webm");
        Files.writeString(folder.resolve("files/.DS_Store"), "x");
        long message = message("/api/files/" + sent);

        sweep.adopt();
        sweep.adopt();

        StoredFile file = files.find(sent).orElseThrow();
        assertThat(file.owner()).isEqualTo(Optional.of(ada));
        assertThat(file.name()).isEqualTo("photo.png");
        assertThat(files.find(lost).orElseThrow().owner()).isEmpty();
        assertThat(files.find(voice).orElseThrow().mimetype()).isEqualTo("audio/webm");
        assertThat(attachments.require(ada, "/api/files/" + sent)).contains(sent);
        assertThatThrownBy(() -> attachments.require(ada, "/api/files/" + lost))
                .isInstanceOf(ApiException.class);

        after(Duration.ofDays(30));
        after(Duration.ofDays(30));
        assertThat(folder.resolve("files").resolve(sent)).exists();
        assertThat(folder.resolve("files").resolve(lost)).exists();
        execute("UPDATE messages SET deleted_at = now() WHERE id = ?", message);
        after(Duration.ofHours(1));
        after(Duration.ofDays(8));
        assertThat(folder.resolve("files").resolve(sent)).doesNotExist();
        assertThat(folder.resolve("files").resolve(lost)).exists();
    }

    private String legacy(String kind, String id) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve(kind)).resolve(id), "x");
        return id;
    }

    @Test
    void onlyAddressesOfThisServerAndOfTheWebMayBeAttached() throws IOException {
        assertThat(attachments.require(ada, "https://example.org/a.png?x=1")).isEmpty();
        assertThat(attachments.require(ada, "HTTP://example.org")).isEmpty();
        for (String url :
                List.of(
                        "javascript:alert(1)",
                        "javascript:alert(1)//https://x",
                        "data:text/html,x",
                        "//example.org/x",
                        "/etc/passwd",
                        "/api/files/",
                        "/api/files/" + FileIds.random(),
                        "/api/files/" + upload() + "?x",
                        "/api/files/../../x",
                        "https:x",
                        "https://exa mple.org",
                        "https://example.org/\"onload=\"x",
                        "https://example.org/" + "a".repeat(2_048),
                        "")) {
            assertThatThrownBy(() -> attachments.require(ada, url))
                    .as(url)
                    .isInstanceOf(ApiException.class);
        }
    }
}
