package org.kocmoc.admin;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// The SQL of administration.
final class AdminStore {
    /// An account in the panel's list.
    record PanelUser(long id, String name, String email, @Nullable String avatar, boolean online) {}

    private AdminStore() {}

    static Statistics statistics(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT (SELECT count(*) FROM users) AS users,
                            (SELECT count(*) FROM chats) AS chats,
                            (SELECT count(*) FROM messages WHERE deleted_at IS NULL) AS messages,
                            (SELECT count(*) FROM devices) AS devices
                        """)
                .map(
                        (row, context) ->
                                new Statistics(
                                        row.getLong("users"),
                                        row.getLong("chats"),
                                        row.getLong("messages"),
                                        row.getLong("devices")))
                .one();
    }

    static List<PanelUser> users(Handle handle, int limit) {
        return handle.createQuery(
                        """
                        SELECT id, name, email, avatar, online FROM users
                        ORDER BY name, id LIMIT :limit
                        """)
                .bind("limit", limit)
                .map(
                        (row, context) ->
                                new PanelUser(
                                        row.getLong("id"),
                                        row.getString("name"),
                                        row.getString("email"),
                                        row.getString("avatar"),
                                        row.getBoolean("online")))
                .list();
    }

    static List<Device> devices(Handle handle, int limit) {
        return handle.createQuery(
                        """
                        SELECT device_id, account_count, created_at FROM devices
                        ORDER BY created_at DESC, id DESC LIMIT :limit
                        """)
                .bind("limit", limit)
                .mapTo(Device.class)
                .list();
    }

    /// Lets as many accounts register from the device as from a new one; `false` if it is unknown.
    static boolean resetDevice(Handle handle, String deviceId) {
        return handle.execute("UPDATE devices SET account_count = 0 WHERE device_id = ?", deviceId)
                > 0;
    }

    static boolean deleteDevice(Handle handle, String deviceId) {
        return handle.execute("DELETE FROM devices WHERE device_id = ?", deviceId) > 0;
    }

    static void insertAudit(
            Handle handle, UserId actor, String action, String target, Instant now) {
        handle.execute(
                "INSERT INTO audit_log (at, actor_id, action, target) VALUES (?, ?, ?, ?)",
                now,
                actor.value(),
                action,
                target);
    }

    static List<AuditEntry> audit(Handle handle, long before, int limit) {
        return handle.createQuery(
                        """
                        SELECT id, at, actor_id, action, target FROM audit_log
                        WHERE id < :before ORDER BY id DESC LIMIT :limit
                        """)
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(AuditEntry.class)
                .list();
    }
}
