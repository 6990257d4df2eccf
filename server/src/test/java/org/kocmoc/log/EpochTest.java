package org.kocmoc.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.LocalPostgres;
import org.kocmoc.db.Migrations;
import org.kocmoc.testkit.Relay;

/// When the epoch changes, and when it must not.
class EpochTest {
    private Path data;

    /// Not JUnit's, whose folder only its owner may enter.
    @BeforeEach
    void makeFolder() throws IOException {
        data = Files.createTempDirectory("kocmoc");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private long epoch() throws IOException {
        try (LocalPostgres server = LocalPostgres.start(data)) {
            new Migrations(server.settings()).migrate();
            try (Database database = new Database(server.settings())) {
                return Epoch.read(database).current();
            }
        }
    }

    @Test
    void aRestartKeepsItAndANewTimelineChangesIt() throws IOException {
        long first = epoch();
        assertThat(epoch()).isEqualTo(first);

        promoteAtNextStart();
        long promoted = epoch();

        assertThat(promoted).isGreaterThan(first);
        assertThat(epoch()).isEqualTo(promoted);
    }

    @Test
    void aRunningServerNoticesAFailoverBeforeItAppends() throws IOException {
        try (Relay relay = new Relay()) {
            LocalPostgres first = start(relay);
            new Migrations(through(relay, first)).migrate();
            try (Database database = new Database(through(relay, first).withPoolSize(1))) {
                Epoch epoch = Epoch.read(database);
                AtomicInteger pasts = new AtomicInteger();
                epoch.onNewPast(pasts::incrementAndGet);
                long before = database.write(handle -> epoch.of(handle));
                first.close();
                promoteAtNextStart();
                try (LocalPostgres second = start(relay)) {
                    relay.cut();

                    assertThat(epochOfFirstCommit(database, epoch))
                            .isGreaterThan(before)
                            .isEqualTo(epoch.current());
                    assertThat(pasts).hasValue(1);
                    assertThat(second.settings().port()).isPositive();
                }
            }
        }
    }

    /// The pool may first give out the connection that was cut, if that was used a moment ago. What
    /// fails there is not committed, under whatever epoch.
    private static long epochOfFirstCommit(Database database, Epoch epoch) {
        JdbiException last = null;
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                return database.<Long, RuntimeException>write(
                        handle -> {
                            long appended = epoch.of(handle);
                            handle.execute("SELECT pg_current_xact_id()");
                            return appended;
                        });
            } catch (JdbiException e) {
                last = e;
            }
        }
        throw new AssertionError("nothing was committed", last);
    }

    private LocalPostgres start(Relay relay) throws IOException {
        LocalPostgres server = LocalPostgres.start(data);
        relay.to(server.settings().port());
        return server;
    }

    private static DatabaseSettings through(Relay relay, LocalPostgres server) {
        DatabaseSettings direct = server.settings();
        return new DatabaseSettings(
                direct.host(),
                relay.port(),
                direct.database(),
                direct.user(),
                direct.password(),
                false,
                direct.poolSize());
    }

    /// The next start recovers as a promoted standby does, and opens a new timeline.
    private void promoteAtNextStart() throws IOException {
        Files.createFile(data.resolve("pg/recovery.signal"));
        Files.writeString(
                data.resolve("pg/postgresql.auto.conf"),
                "restore_command = 'false'\n",
                StandardOpenOption.APPEND);
    }
}
