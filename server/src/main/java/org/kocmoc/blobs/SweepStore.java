package org.kocmoc.blobs;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// SQL about the owner of the file store and what lies in it without need. Each call runs on the
/// caller's handle.
final class SweepStore {
    /// Why nothing is removed.
    enum Obstacle {
        STORE("sweep_stopped_by_store"),
        STRAYS("sweep_stopped_by_strays");

        private final String key;

        Obstacle(String key) {
            this.key = key;
        }
    }

    private SweepStore() {}

    static Optional<String> installation(Handle handle) {
        return fact(handle, "installation");
    }

    /// How many files without a row an operator has said may go.
    static long accepted(Handle handle) {
        return fact(handle, "strays_accepted").map(Long::parseLong).orElse(0L);
    }

    private static Optional<String> fact(Handle handle, String key) {
        return handle.createQuery("SELECT value FROM server_state WHERE key = :key")
                .bind("key", key)
                .mapTo(String.class)
                .findOne();
    }

    static void claim(Handle handle, String installation, long strays) {
        set(handle, "installation", installation);
        set(handle, "strays_accepted", Long.toString(strays));
    }

    static void stop(Handle handle, Obstacle obstacle, String reason) {
        set(handle, obstacle.key, reason);
    }

    static void goOn(Handle handle, Obstacle obstacle) {
        remove(handle, obstacle.key);
    }

    static void forgetAccepted(Handle handle) {
        remove(handle, "strays_accepted");
    }

    private static void set(Handle handle, String key, String value) {
        handle.execute(
                """
                INSERT INTO server_state (key, value) VALUES (?, ?)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """,
                key,
                value);
    }

    private static void remove(Handle handle, String key) {
        handle.execute("DELETE FROM server_state WHERE key = ?", key);
    }

    static void note(Handle handle, Collection<String> keys, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO stray_blobs (key, noted_at, seen_at)
                        SELECT key, :now, :now FROM unnest(:keys) AS key
                        ON CONFLICT (key) DO UPDATE SET seen_at = excluded.seen_at
                        """)
                .bindArray("keys", String.class, keys.toArray())
                .bind("now", now)
                .execute();
    }

    /// Forgets what has a row by now, or is not there any more.
    static void forgetUnseen(Handle handle, Instant now) {
        handle.createUpdate("DELETE FROM stray_blobs WHERE seen_at < :now")
                .bind("now", now)
                .execute();
    }

    static List<String> notedBefore(Handle handle, Instant before, int limit) {
        return handle.createQuery(
                        """
                        SELECT key FROM stray_blobs WHERE noted_at < :before
                        ORDER BY noted_at LIMIT :limit
                        """)
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    static void forget(Handle handle, Collection<String> keys) {
        handle.createUpdate("DELETE FROM stray_blobs WHERE key = ANY(:keys)")
                .bindArray("keys", String.class, keys.toArray())
                .execute();
    }
}
