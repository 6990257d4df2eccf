package org.kocmoc.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.db.Database;
import org.kocmoc.files.FileSettings;
import org.kocmoc.files.FilesFeature;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.UserLog;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;

class StoryEndTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private Database database;
    private FilesFeature files;
    private StoriesFeature feature;
    private UserId ada;

    @BeforeEach
    void build() {
        database = postgres.database();
        database.execute(handle -> handle.execute("DELETE FROM stories"));
        ada = new Rows(database).user("Ada");
        files =
                new FilesFeature(
                        database,
                        new FileSettings(folder, List.of(), 1 << 20, 1 << 20),
                        RateLimiter.unlimited(),
                        (request, access) -> {
                            throw new IllegalStateException("no requests here");
                        },
                        request -> Optional.empty(),
                        now::get);
        // The first sweep finds that the store is nobody else's.
        files.jobs().forEach(job -> job.work().run());
        feature =
                new StoriesFeature(
                        database,
                        new UserLog(database, new LocalBus(), now::get, Epoch.read(database)),
                        files,
                        RateLimiter.unlimited(),
                        now::get);
    }

    @AfterEach
    void close() {
        files.close();
    }

    private String storyWithFile(String id) {
        database.execute(
                handle -> {
                    handle.execute(
                            """
                            INSERT INTO files (id, owner_id, kind, original_name, mimetype, size,
                                sha256, stored_at, created_at)
                            VALUES (?, ?, 'image', 'a.png', 'image/png', 1, '\\x00', ?, ?)
                            """,
                            id,
                            ada,
                            "blobs/" + id.substring(0, 2) + "/" + id,
                            now.get());
                    handle.execute(
                            """
                            INSERT INTO stories (user_id, type, content_url, file_id, expires_at)
                            VALUES (?, 'photo', ?, ?, ?)
                            """,
                            ada,
                            "/api/files/" + id,
                            id,
                            now.get().plus(Duration.ofDays(1)));
                });
        return id;
    }

    private void textStory() {
        database.execute(
                handle ->
                        handle.execute(
                                "INSERT INTO stories (user_id, type, text, expires_at) VALUES (?, 'text', 'x', ?)",
                                ada,
                                now.get().plus(Duration.ofDays(1))));
    }

    private long stories() {
        return database.read(
                handle ->
                        handle.createQuery("SELECT count(*) FROM stories").mapTo(Long.class).one());
    }

    @Test
    void theJobRemovesWhatHasEndedWithItsFile() {
        String ended = storyWithFile("0123456789abcdef0123456789abcdef");
        textStory();
        now.set(now.get().plus(Duration.ofHours(12)));
        String live = storyWithFile("f123456789abcdef0123456789abcdef");

        now.set(now.get().plus(Duration.ofHours(12)));
        feature.stories().removeEnded();

        assertThat(stories()).isEqualTo(1);
        assertThat(files.files().find(ended)).isEmpty();
        assertThat(files.files().find(live)).isPresent();
    }

    @Test
    void aFileThatIsAlsoAFaceStays() {
        String id = storyWithFile("a123456789abcdef0123456789abcdef");
        database.execute(
                handle ->
                        handle.execute(
                                "UPDATE users SET avatar = ? WHERE id = ?",
                                "/api/files/" + id,
                                ada));

        now.set(now.get().plus(Duration.ofDays(2)));
        feature.stories().removeEnded();

        assertThat(stories()).isZero();
        assertThat(files.files().find(id)).isPresent();
    }

    @Test
    void aLeavingAccountTakesItsStoriesAndTheirFiles() {
        String id = storyWithFile("b123456789abcdef0123456789abcdef");
        textStory();

        feature.stories().leave(ada);
        feature.stories().leave(ada);

        assertThat(stories()).isZero();
        assertThat(files.files().find(id)).isEmpty();
    }
}
