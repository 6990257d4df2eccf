package org.kocmoc.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kocmoc.testkit.Postgres;

/// Clusters for the tests of this JVM, which need not survive a crash. Runs of several JVMs in one
/// folder get one each; what a killed run left behind is stopped and wiped.
public final class TestCluster {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final int MOST_JVMS = 32;

    private TestCluster() {}

    /// Starts one of the version that the server brings, and returns the superuser's way in. It
    /// stops with the JVM.
    public static DatabaseSettings start() {
        return start("postgres", TestCluster::bundled);
    }

    /// The same with an older PostgreSQL.
    static DatabaseSettings start(int major) {
        return start("postgres" + major, () -> older(major));
    }

    /// An empty database on an older PostgreSQL.
    public static DatabaseSettings emptyDatabase(int major, String name) {
        DatabaseSettings server = start(major);
        try {
            new LegacyDatabase(server).execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Postgres.another(server, name);
    }

    /// Gives a clone of a migrated database what cloning does not copy.
    public static void limitRole(DatabaseSettings clone) throws SQLException {
        try (Connection connection = clone.singleConnections().getConnection()) {
            RoleLimits.set(connection);
        }
    }

    static PostgresBinaries bundled() throws IOException {
        return PostgresBinaries.of(TARGET);
    }

    static PostgresBinaries older(int major) throws IOException {
        Path jar = only(TARGET.resolve("postgres-binaries"), "postgres-" + major + ".jar");
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Path archive = only(inside.getPath("/"), ".txz");
            return PostgresBinaries.unpack(
                    () -> Files.newInputStream(archive), TARGET.resolve("postgres-bin-" + major));
        }
    }

    private static DatabaseSettings start(String name, PostgresBinaries.Source binaries) {
        try {
            for (int number = 0; number < MOST_JVMS; number++) {
                Path data = TARGET.resolve(name + "-" + number);
                if (isFree(data)) {
                    return start(data, binaries);
                }
            }
            throw new IllegalStateException("All of target/" + name + "-* are in use");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatabaseSettings start(Path data, PostgresBinaries.Source binaries)
            throws IOException {
        Path cluster = data.resolve("pg");
        if (Files.exists(cluster)) {
            Postmaster.of(cluster)
                    .flatMap(left -> ProcessHandle.of(left.pid()))
                    .ifPresent(TestCluster::stop);
            PostgresBinaries.deleteTree(cluster);
        }
        LocalPostgres postgres =
                LocalPostgres.start(data, binaries, new LocalPostgres.Options(false, true));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(postgres)));
        return postgres.admin();
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

    /// Not by SIGKILL, which would leave its backends and shared memory behind.
    private static void stop(ProcessHandle postmaster) {
        postmaster.destroy();
        postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void close(LocalPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path only(Path folder, String ending) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(p -> p.toString().endsWith(ending)).findFirst().orElseThrow();
        }
    }
}
