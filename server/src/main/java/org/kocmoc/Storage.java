package org.kocmoc;

import java.io.IOException;
import java.io.UncheckedIOException;
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
            throw new UncheckedIOException(
                    "the embedded PostgreSQL did not start: " + e.getMessage(), e);
        }
    }
}
