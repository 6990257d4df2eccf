package org.kocmoc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import org.kocmoc.base.Closer;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.LocalPostgres;
import org.kocmoc.db.Migrations;

/// Opens the database that the configuration names, brought up to date.
final class Storage {
    private Storage() {}

    /// The settings of the external database, or of the embedded one, which is started.
    static DatabaseSettings settings(Config config, Closer closer) {
        return config.database()
                .map(Storage::external)
                .orElseGet(() -> closer.add(embedded(config)).settings());
    }

    /// For a command: the database of a server that runs in the data folder at this moment, else as
    /// [#settings].
    static DatabaseSettings beside(Config config, Closer closer) {
        return running(config).orElseGet(() -> settings(config, closer));
    }

    /// Connects without changing anything; empty if the embedded database was never made.
    static Optional<Database> connectIfThere(Config config, Closer closer) {
        if (config.database().isEmpty() && !Files.exists(config.data().resolve("pg"))) {
            return Optional.empty();
        }
        return Optional.of(closer.add(new Database(beside(config, closer).withPoolSize(1))));
    }

    private static Optional<DatabaseSettings> running(Config config) {
        if (config.database().isPresent()) {
            return Optional.empty();
        }
        try {
            return LocalPostgres.running(config.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Migrates and connects.
    static Database open(DatabaseSettings settings, Closer closer) {
        new Migrations(settings).migrate();
        return closer.add(new Database(settings));
    }

    private static DatabaseSettings external(Config.ExternalDatabase external) {
        return new DatabaseSettings(
                external.host(),
                external.port(),
                external.name(),
                external.user(),
                external.password().reveal(),
                external.ssl(),
                DatabaseSettings.DEFAULT_POOL_SIZE);
    }

    private static LocalPostgres embedded(Config config) {
        try {
            return LocalPostgres.start(config.data());
        } catch (IOException e) {
            throw new StartException("The embedded PostgreSQL did not start: " + e.getMessage(), e);
        }
    }
}
