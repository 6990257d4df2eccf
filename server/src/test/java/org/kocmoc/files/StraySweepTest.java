package org.kocmoc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.UserId;
import org.kocmoc.blobs.DiskBlobStore;
import org.kocmoc.blobs.StoreOwner;
import org.kocmoc.blobs.StraySweep;
import org.kocmoc.db.Database;
import org.kocmoc.forms.Upload;
import org.kocmoc.images.Thumbnailer;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;

/// What is removed from a store of files, and from whose.
class StraySweepTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private Database database;
    private DiskBlobStore blobs;
    private StoreOwner owner;
    private StraySweep strays;
    private org.kocmoc.files.Files files;
    private FileSweep sweep;

    @BeforeEach
    void build() {
        database = postgres.database();
        execute("DELETE FROM files");
        execute("DELETE FROM stray_blobs");
        execute("DELETE FROM server_state WHERE key ~ '^(sweep_stopped|strays_)'");
        anotherDatabase();
        blobs = new DiskBlobStore(folder);
        owner = new StoreOwner(database, blobs, now::get);
        strays =
                new StraySweep(
                        database,
                        blobs,
                        owner,
                        keys -> KeptFileStore.knownKeys(database, keys),
                        now::get);
        LegacyUploads legacy = new LegacyUploads(List.of(folder));
        files = new org.kocmoc.files.Files(database, blobs, legacy, owner, now::get);
        sweep = new FileSweep(database, legacy, files, strays, now::get);
    }

    private void execute(String sql, Object... values) {
        database.execute(handle -> handle.execute(sql, values));
    }

    /// As if the server were started beside another one, as far as the store can tell.
    private void anotherDatabase() {
        execute(
                """
                INSERT INTO server_state (key, value) VALUES ('installation', gen_random_uuid()::text)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """);
    }

    private String upload() throws IOException {
        UserId ada = new Rows(database).user("Ada");
        String id =
                new Uploads(
                                database,
                                blobs,
                                new Thumbnailer(),
                                new FileSettings(folder, List.of(folder), 1 << 20, 1 << 20),
                                now::get)
                        .take(
                                ada,
                                new Upload(
                                        "a.txt",
                                        "text/plain",
                                        new ByteArrayInputStream(new byte[] {'a', 'b'})))
                        .id();
        execute("UPDATE files SET unused_since = 'infinity' WHERE id = ?", id);
        return aged(id);
    }

    /// A blob as a crash before its row leaves it.
    private String stray() throws IOException {
        String id = FileIds.random();
        blobs.put(FileIds.key(id), new ByteArrayInputStream(new byte[1]));
        return aged(id);
    }

    private String aged(String id) throws IOException {
        Files.setLastModifiedTime(
                blobs.path(FileIds.key(id)).orElseThrow(), FileTime.from(now.get()));
        return id;
    }

    private boolean isThere(String id) {
        return blobs.path(FileIds.key(id)).isPresent();
    }

    private void days(int days) {
        for (int i = 0; i < days; i++) {
            now.set(now.get().plus(Duration.ofDays(1)));
            sweep.sweep();
            strays.run();
        }
    }

    private List<String> reasons() {
        return database.read(
                handle ->
                        handle.createQuery(
                                        "SELECT value FROM server_state WHERE key LIKE 'sweep_stopped%'")
                                .mapTo(String.class)
                                .list());
    }

    @Test
    void whatACrashLeftGoesWhenItHasBeenKnownForAWeek() throws IOException {
        owner.claim(0);
        String kept = upload();
        String stray = stray();

        now.set(START.plus(Duration.ofHours(23)));
        strays.run();
        days(8);
        assertThat(isThere(stray)).isTrue();
        days(1);

        assertThat(isThere(stray)).isFalse();
        assertThat(isThere(kept)).isTrue();
        assertThat(reasons()).isEmpty();
    }

    @Test
    void whatHasGotItsRowBackStays() throws IOException {
        owner.claim(0);
        String id = upload();
        execute("DELETE FROM files WHERE id = ?", id);
        days(6);

        execute(
                """
                INSERT INTO files (id, kind, original_name, mimetype, size, stored_at, unused_since)
                VALUES (?, 'file', 'a', 'text/plain', 2, ?, 'infinity')
                """,
                id,
                FileIds.key(id));
        days(10);

        assertThat(isThere(id)).isTrue();
    }

    @Test
    void anEmptyDatabaseBesideTheStoreOfAnotherRemovesNothingAndSaysSo() throws IOException {
        owner.claim(0);
        List<String> theirs = List.of(upload(), upload(), stray());
        execute("DELETE FROM files");
        anotherDatabase();

        days(30);

        assertThat(theirs).allMatch(this::isThere);
        assertThat(reasons()).singleElement().asString().contains("not marked as the one");
    }

    @Test
    void aFileDeletedBesideTheStoreOfAnotherKeepsItsBytesUntilTheStoreIsClaimed()
            throws IOException {
        owner.claim(0);
        anotherDatabase();
        String id = upload();

        files.delete(new UserId(1), true, id);
        days(2);
        assertThat(files.find(id)).isEmpty();
        assertThat(isThere(id)).isTrue();

        owner.claim(0);
        days(1);
        assertThat(isThere(id)).isFalse();
        assertThat(reasons()).isEmpty();
    }

    @Test
    void aStoreFromBeforeThereWereMarksIsTakenOverByTheDatabaseThatKnowsIt() throws IOException {
        String id = upload();
        assertThat(owner.standing()).isEqualTo(StoreOwner.Standing.UNMARKED);

        sweep.sweep();

        assertThat(owner.standing()).isEqualTo(StoreOwner.Standing.OURS);
        assertThat(isThere(id)).isTrue();
    }

    @Test
    void aFewStraysDoNotHinderTakingOverASmallStoreFromBeforeThereWereMarks() throws IOException {
        List<String> kept = List.of(upload(), upload());
        String stray = stray();

        days(1);
        assertThat(owner.standing()).isEqualTo(StoreOwner.Standing.OURS);
        assertThat(reasons()).isEmpty();
        days(9);

        assertThat(isThere(stray)).isFalse();
        assertThat(kept).allMatch(this::isThere);
    }

    @Test
    void aStoreFromBeforeThereWereMarksOfWhichHalfIsUnknownIsNotTakenOver() throws IOException {
        upload();
        stray();

        days(2);

        assertThat(owner.standing()).isEqualTo(StoreOwner.Standing.UNMARKED);
        assertThat(reasons()).singleElement().asString().contains("of its 2 files").contains("1");
    }

    @Test
    void anEmptyDatabaseDoesNotTakeOverAStoreFromBeforeThereWereMarks() throws IOException {
        List<String> theirs = List.of(upload(), upload());
        execute("DELETE FROM files");

        days(30);

        assertThat(owner.standing()).isEqualTo(StoreOwner.Standing.UNMARKED);
        assertThat(theirs).allMatch(this::isThere);
        assertThat(reasons()).singleElement().asString().contains("of its 2 files").contains("2");
    }

    @Test
    void filesOfTheReplacedServerDoNotHinderMarking() throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("files")).resolve("1700000000001-1.png"),
                "x");

        sweep.sweep();

        assertThat(owner.standing()).isEqualTo(StoreOwner.Standing.OURS);
        assertThat(folder.resolve("files/1700000000001-1.png")).exists();
    }

    @Test
    void manyUnknownFilesAreKeptUntilAnOperatorSaysThatTheyMayGo() throws IOException {
        owner.claim(0);
        upload();
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            many.add(stray());
        }

        days(30);
        assertThat(many).allMatch(this::isThere);
        assertThat(reasons()).singleElement().asString().contains("of 13 files");

        owner.claim(strays.count().strays());
        days(1);
        assertThat(many).noneMatch(this::isThere);
        assertThat(reasons()).isEmpty();
    }

    @Test
    void aRestoredDatabaseOwnsNoStoreUntilItClaimsOne() throws IOException {
        execute("DELETE FROM server_state WHERE key = 'installation'");
        assertThat(owner.standing()).isEqualTo(StoreOwner.Standing.FOREIGN);
        assertThat(owner.isOfNobody()).isTrue();

        owner.claim(0);

        assertThat(owner.standing()).isEqualTo(StoreOwner.Standing.OURS);
        assertThat(owner.isOfNobody()).isFalse();
    }
}
