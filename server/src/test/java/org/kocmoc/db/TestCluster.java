package org.kocmoc.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/// One PostgreSQL for all tests of this JVM: a fresh cluster that need not survive a crash. Runs of
/// several JVMs in one folder get one each; what a killed run left behind is stopped and wiped.
public final class TestCluster {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final int MOST_JVMS = 32;

    private TestCluster() {}

    /// Starts it and returns the superuser's way in; it stops with the JVM.
    public static DatabaseSettings start() {
        try {
            for (int number = 0; number < MOST_JVMS; number++) {
                Path data = TARGET.resolve("postgres-" + number);
                if (isFree(data)) {
                    return start(data);
                }
            }
            throw new IllegalStateException("All of target/postgres-* are in use");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Gives a clone of a migrated database what cloning does not copy.
    public static void limitRole(DatabaseSettings clone) throws SQLException {
        try (Connection connection = clone.singleConnections().getConnection()) {
            RoleLimits.set(connection);
        }
    }

    private static boolean isFree(Path data) throws IOException {
        try (var lock = new DataDirectory(data).lock()) {
            return lock.isOpen();
        } catch (IOException e) {
            if (!Files.exists(data.resolve("pg.lock"))) {
                throw e;
            }
            return false;
        }
    }

    private static DatabaseSettings start(Path data) throws IOException {
        var options = new LocalPostgres.Options(false, true);
        Path cluster = data.resolve("pg");
        if (Files.exists(cluster)) {
            // Wiping needs no clean stop, only that nobody writes any more.
            Postmaster.of(cluster)
                    .ifPresent(p -> ProcessHandle.of(p.pid()).ifPresent(TestCluster::kill));
            PostgresBinaries.deleteTree(cluster);
        }
        LocalPostgres postgres = LocalPostgres.start(data, TARGET, options);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    try {
                                        postgres.close();
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                }));
        return postgres.admin();
    }

    private static void kill(ProcessHandle postmaster) {
        // SIGKILL would leave shared memory and backends behind.
        postmaster.destroy();
        postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
