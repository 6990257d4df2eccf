package org.kocmoc.account;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/// The SQL of `devices`.
final class DeviceStore {
    private DeviceStore() {}

    /// Counts one more account of a device, unless it has as many as it may.
    ///
    /// @return whether it was counted
    static boolean countAccount(Handle handle, String device, int limit, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO devices (device_id, created_at) VALUES (:device, :now)
                        ON CONFLICT DO NOTHING
                        """)
                .bind("device", device)
                .bind("now", now)
                .execute();
        return handle.createUpdate(
                                """
                                UPDATE devices SET account_count = account_count + 1
                                WHERE device_id = :device AND account_count < :limit
                                """)
                        .bind("device", device)
                        .bind("limit", limit)
                        .execute()
                > 0;
    }

    static boolean isFull(Handle handle, String device, int limit) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (SELECT FROM devices
                            WHERE device_id = :device AND account_count >= :limit)
                        """)
                .bind("device", device)
                .bind("limit", limit)
                .mapTo(Boolean.class)
                .one();
    }
}
