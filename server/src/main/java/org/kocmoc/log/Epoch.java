package org.kocmoc.log;

import org.kocmoc.db.Database;

/// The epoch that new log rows carry: it changes when a database is restored from a backup, so that
/// clients notice that their past is not this database's past.
public final class Epoch {
    private final long current;

    private Epoch(long current) {
        this.current = current;
    }

    /// Reads the epoch of a database.
    public static Epoch read(Database database) {
        return new Epoch(
                database.read(
                        handle ->
                                handle.createQuery(
                                                "SELECT value FROM server_state WHERE key = 'epoch'")
                                        .mapTo(Long.class)
                                        .one()));
    }

    /// The epoch of what is appended now.
    public long current() {
        return current;
    }
}
