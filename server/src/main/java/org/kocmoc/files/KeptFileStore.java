package org.kocmoc.files;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.db.Database;

/// SQL of files as backups and sweeps of the whole store see them. Each call runs on the caller's
/// handle.
final class KeptFileStore {
    /// A file as a backup sees it.
    record Kept(
            String id,
            String storedAt,
            boolean thumbnail,
            byte @Nullable [] sha256,
            boolean deleted) {}

    /// Files whose bytes are in the blob store, by id.
    static List<Kept> kept(Handle handle, String after, int limit) {
        return handle.createQuery(
                        """
                        SELECT id, stored_at, thumb_size, sha256, deleted_at FROM files
                        WHERE NOT legacy AND id > :after ORDER BY id LIMIT :limit
                        """)
                .bind("after", after)
                .bind("limit", limit)
                .map(
                        (row, context) ->
                                new Kept(
                                        row.getString("id"),
                                        row.getString("stored_at"),
                                        row.getObject("thumb_size") != null,
                                        row.getBytes("sha256"),
                                        row.getTimestamp("deleted_at") != null))
                .list();
    }

    /// Whether a backup is running, which may refer to what was deleted since it began.
    static boolean deletionsWait(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (SELECT FROM server_state
                            WHERE key = 'backup_until' AND value::timestamptz > now())
                        """)
                .mapTo(Boolean.class)
                .one();
    }

    /// Those of the keys of the blob store whose file has a row.
    static Set<String> knownKeys(Database database, List<String> keys) {
        Set<String> ids =
                Set.copyOf(
                        database.read(
                                handle ->
                                        FileStore.known(
                                                handle,
                                                keys.stream().map(FileIds::inKey).toList())));
        return keys.stream()
                .filter(key -> ids.contains(FileIds.inKey(key)))
                .collect(Collectors.toSet());
    }

    private KeptFileStore() {}
}
