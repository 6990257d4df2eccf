package org.kocmoc.keys;

import java.util.Optional;
import org.kocmoc.base.ApiException;
import org.kocmoc.db.Database;
import org.kocmoc.wire.Caller;

/// Tells which device a caller is. Any thread; blocks.
public final class ActingDevice {
    private final Database database;

    ActingDevice(Database database) {
        this.database = database;
    }

    /// The device that the caller's sign-in was claimed for.
    ///
    /// @throws ApiException 403 if there is none
    public Device require(Caller caller) {
        return find(caller).orElseThrow(() -> new ApiException(KeysError.DEVICE_REQUIRED));
    }

    /// The device that the caller's sign-in was claimed for, if there is one.
    public Optional<Device> find(Caller caller) {
        return database.query(
                connection -> DeviceStore.acting(connection, caller.user(), caller.tokenHash()));
    }
}
