package org.kocmoc.log;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;
import org.kocmoc.bus.Bus;
import org.kocmoc.db.Database;

/// Changes that concern single users and no chat: contacts, settings, drafts. Each is one
/// transaction with the entries that tell the users' devices of it. Any thread; blocks.
public final class UserLog {
    /// The work of a change, inside its transaction.
    @FunctionalInterface
    public interface Change<T> {
        /// Reads and writes through the handle, and tells users what happened.
        T run(Handle handle, UserEntries log);
    }

    private record Result<T>(T value, UserEntries log) {}

    private final Database database;
    private final Bus bus;
    private final InstantSource clock;
    private final Epoch epoch;

    /// The user log of one database.
    public UserLog(Database database, Bus bus, InstantSource clock, Epoch epoch) {
        this.database = database;
        this.bus = bus;
        this.clock = clock;
        this.epoch = epoch;
    }

    /// Runs a change; it may run again after a deadlock, so it must have no effect outside of the
    /// database.
    public <T> T change(Change<T> change) {
        Result<T> result =
                database.write(
                        handle -> {
                            UserEntries log = new UserEntries();
                            T value = change.run(handle, log);
                            log.write(
                                    handle,
                                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                                    epoch.of(handle));
                            return new Result<>(value, log);
                        });
        result.log().publish(bus);
        return result.value();
    }
}
