package org.kocmoc.client.chaos;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.backup.Backup;
import org.kocmoc.backup.BackupSecrets;
import org.kocmoc.backup.Restore;
import org.kocmoc.base.Secret;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.files.FileArchive;
import org.kocmoc.files.FileSettings;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.TestServer;

/// Backs a server up and puts a restored one in its place. One thread.
final class Backups {
    private static final Secret PASSPHRASE = new Secret("correct horse battery staple");

    private final TestServer server;
    private final Path spool;
    private final InstantSource clock;
    private byte @Nullable [] newest;

    Backups(TestServer server, Path spool, InstantSource clock) {
        this.server = server;
        this.spool = spool;
        this.clock = clock;
    }

    void take() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Backup.Source source =
                new Backup.Source(
                        server.database(),
                        files(server.database(), server.data().resolve("uploads")),
                        new BackupSecrets(TestServer.JWT_SECRET, List.of(TestServer.MASTER_KEY)),
                        spool);
        try {
            new Backup(source, Duration.ofMinutes(1), clock).write(out, PASSPHRASE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        newest = out.toByteArray();
    }

    /// Whether there was a backup to restore.
    boolean restore() {
        if (newest == null) {
            return false;
        }
        DatabaseSettings into = Postgres.empty();
        try (Database database = new Database(into.withPoolSize(1))) {
            new Restore(new Restore.Target(into, files(database, spool)::put, secrets -> {}), clock)
                    .read(new ByteArrayInputStream(newest), PASSPHRASE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.moveTo(into);
        newest = null;
        return true;
    }

    private static FileArchive files(Database database, Path folder) {
        return new FileArchive(
                database, new FileSettings(folder, List.of(folder), 1 << 20, 1 << 30));
    }
}
