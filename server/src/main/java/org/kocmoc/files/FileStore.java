package org.kocmoc.files;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;

/// SQL of files. Each call runs on the caller's handle.
final class FileStore {
    /// Columns of [#row].
    private static final String COLUMNS =
            """
            id, owner_id, original_name, mimetype, size, sha256, width, height, thumb_size, stored_at,
            legacy, created_at
            """;

    /// Whether nothing refers to the file `f`.
    private static final String UNUSED =
            """
            NOT EXISTS (SELECT FROM message_files x JOIN messages m ON m.id = x.message_id
                WHERE x.file_id = f.id AND m.deleted_at IS NULL)
            AND NOT EXISTS (SELECT FROM stories s WHERE s.file_id = f.id)
            AND NOT EXISTS (SELECT FROM stickers k WHERE k.file_id = f.id)
            AND NOT EXISTS (SELECT FROM users u WHERE u.avatar = '/api/files/' || f.id)
            AND NOT EXISTS (SELECT FROM chats c WHERE c.avatar = '/api/files/' || f.id)
            """;

    private FileStore() {}

    static Optional<StoredFile> find(Handle handle, String id) {
        return handle.createQuery(
                        "SELECT " + COLUMNS + " FROM files WHERE id = :id AND deleted_at IS NULL")
                .bind("id", id)
                .map((row, context) -> row(row))
                .findOne();
    }

    static List<StoredFile> ownedBy(Handle handle, UserId owner, String after, int limit) {
        return handle.createQuery(
                        "SELECT "
                                + COLUMNS
                                + """
                                FROM files
                                WHERE owner_id = :owner AND deleted_at IS NULL AND id > :after
                                ORDER BY id LIMIT :limit
                                """)
                .bind("owner", owner.value())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> row(row))
                .list();
    }

    private static StoredFile row(ResultSet row) throws SQLException {
        long owner = row.getLong("owner_id");
        boolean owned = !row.wasNull();
        Instant createdAt = row.getTimestamp("created_at").toInstant();
        long size = row.getLong("size");
        byte @Nullable [] sha256 = row.getBytes("sha256");
        String tag =
                sha256 == null
                        ? Long.toHexString(size) + "-" + Long.toHexString(createdAt.toEpochMilli())
                        : Bytes.base64Url(sha256);
        return new StoredFile(
                row.getString("id"),
                owned ? Optional.of(new UserId(owner)) : Optional.empty(),
                row.getString("original_name"),
                row.getString("mimetype"),
                new StoredFile.Content(
                        row.getString("stored_at"), size, tag, row.getBoolean("legacy")),
                picture(row),
                createdAt);
    }

    private static Optional<StoredFile.Picture> picture(ResultSet row) throws SQLException {
        int width = row.getInt("width");
        if (row.wasNull()) {
            return Optional.empty();
        }
        int height = row.getInt("height");
        long thumbnail = row.getLong("thumb_size");
        return Optional.of(
                new StoredFile.Picture(
                        width, height, row.wasNull() ? Optional.empty() : Optional.of(thumbnail)));
    }

    /// Adds a file that nothing refers to yet.
    static void insert(Handle handle, StoredFile file, byte[] sha256) {
        handle.createUpdate(
                        """
                        INSERT INTO files (id, owner_id, kind, original_name, mimetype, size, sha256,
                            width, height, thumb_size, stored_at, created_at, unused_since)
                        VALUES (:id, :owner, :kind, :name, :mimetype, :size, :sha256,
                            :width, :height, :thumbnail, :storedAt, :at, :at)
                        """)
                .bind("id", file.id())
                .bind("owner", file.owner().map(UserId::value).orElse(null))
                .bind("kind", file.kindName())
                .bind("name", file.name())
                .bind("mimetype", file.mimetype())
                .bind("size", file.content().size())
                .bind("sha256", sha256)
                .bind("width", file.picture().map(StoredFile.Picture::width).orElse(null))
                .bind("height", file.picture().map(StoredFile.Picture::height).orElse(null))
                .bind(
                        "thumbnail",
                        file.picture().flatMap(StoredFile.Picture::thumbnail).orElse(null))
                .bind("storedAt", file.content().storedAt())
                .bind("at", file.createdAt())
                .execute();
    }

    /// Bytes that an account keeps here.
    static long usedBytes(Handle handle, UserId owner) {
        return handle.createQuery(
                        """
                        SELECT coalesce(sum(size + coalesce(thumb_size, 0)), 0) FROM files
                        WHERE owner_id = :owner AND deleted_at IS NULL
                        """)
                .bind("owner", owner.value())
                .mapTo(Long.class)
                .one();
    }

    /// Lets one upload of an account after the other be counted.
    static void lockOwner(Handle handle, UserId owner) {
        handle.createQuery("SELECT id FROM users WHERE id = :owner FOR NO KEY UPDATE")
                .bind("owner", owner.value())
                .mapTo(Long.class)
                .findOne();
    }

    /// Says that a file is about to be used; its time unused begins anew. `false` if it is gone.
    static boolean touch(Handle handle, String id, Instant now) {
        return handle.createUpdate(
                                """
                                UPDATE files SET unused_since = CASE
                                    WHEN unused_since < 'infinity' THEN :now ELSE unused_since END
                                WHERE id = :id AND deleted_at IS NULL
                                """)
                        .bind("now", now)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    static void markDeleted(Handle handle, String id, Instant now) {
        handle.createUpdate("UPDATE files SET deleted_at = :now WHERE id = :id")
                .bind("now", now)
                .bind("id", id)
                .execute();
    }

    /// Marks a file deleted if nothing refers to it; `false` if something does.
    static boolean markDeletedIfUnused(Handle handle, String id, Instant now) {
        return handle.createUpdate(
                                "UPDATE files f SET deleted_at = :now WHERE id = :id AND " + UNUSED)
                        .bind("now", now)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /// Marks what an account uploaded and nothing refers to.
    static void markDeletedUnusedOf(Handle handle, UserId owner, Instant now) {
        handle.createUpdate(
                        "UPDATE files f SET deleted_at = :now WHERE owner_id = :owner AND "
                                + UNUSED)
                .bind("now", now)
                .bind("owner", owner.value())
                .execute();
    }

    /// Brings `unused_since` up to date.
    static void noteUse(Handle handle, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE files f SET unused_since = NULL
                        WHERE unused_since IS NOT NULL AND NOT (%s)
                        """
                                .formatted(UNUSED))
                .execute();
        handle.createUpdate(
                        """
                        UPDATE files f SET unused_since = :now
                        WHERE unused_since IS NULL AND deleted_at IS NULL AND %s
                        """
                                .formatted(UNUSED))
                .bind("now", now)
                .execute();
    }

    /// Marks files that were never used since before one time, or not any more since before
    /// another.
    static void markDeletedUnused(
            Handle handle, Instant neverUsed, Instant noMoreUsed, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE files f SET deleted_at = :now
                        WHERE deleted_at IS NULL AND (unused_since < :noMore
                            OR (unused_since < :never AND unused_since = created_at)) AND %s
                        """
                                .formatted(UNUSED))
                .bind("now", now)
                .bind("noMore", noMoreUsed)
                .bind("never", neverUsed)
                .execute();
    }

    /// A row that is marked deleted: what is left to remove.
    record Leftover(String id, String storedAt, boolean legacy) {}

    static List<Leftover> markedDeleted(Handle handle, int limit) {
        return handle.createQuery(
                        """
                        SELECT id, stored_at, legacy FROM files
                        WHERE deleted_at IS NOT NULL ORDER BY deleted_at LIMIT :limit
                        """)
                .bind("limit", limit)
                .map(
                        (row, context) ->
                                new Leftover(
                                        row.getString("id"),
                                        row.getString("stored_at"),
                                        row.getBoolean("legacy")))
                .list();
    }

    static void remove(Handle handle, String id) {
        handle.createUpdate("DELETE FROM files WHERE id = :id AND deleted_at IS NOT NULL")
                .bind("id", id)
                .execute();
    }

    /// Those of the ids that have a row.
    static List<String> known(Handle handle, Collection<String> ids) {
        return handle.createQuery("SELECT id FROM files WHERE id = ANY(:ids)")
                .bindArray("ids", String.class, ids.toArray())
                .mapTo(String.class)
                .list();
    }

    /// Adds files of the replaced server and finds out who sent them; they count as used where a
    /// message refers to them.
    static void adopt(Handle handle, List<StoredFile> files) {
        handle.execute("SET LOCAL statement_timeout = 0");
        PreparedBatch batch =
                handle.prepareBatch(
                        """
                        INSERT INTO files (id, kind, original_name, mimetype, size, stored_at, legacy,
                            created_at, unused_since)
                        VALUES (:id, :kind, :id, :mimetype, :size, :storedAt, true, :at, 'infinity')
                        ON CONFLICT DO NOTHING
                        """);
        for (StoredFile file : files) {
            batch.bind("id", file.id())
                    .bind("kind", file.kindName())
                    .bind("mimetype", file.mimetype())
                    .bind("size", file.content().size())
                    .bind("storedAt", file.content().storedAt())
                    .bind("at", Timestamp.from(file.createdAt()))
                    .add();
        }
        batch.execute();
        handle.execute(
                """
                INSERT INTO message_files (message_id, file_id)
                SELECT m.id, f.id FROM messages m JOIN files f
                    ON f.legacy AND f.id IN (substr(m.file_url, 12), substr(m.voice_url, 12))
                WHERE m.deleted_at IS NULL
                ON CONFLICT DO NOTHING
                """);
        handle.execute(
                """
                UPDATE files SET unused_since = NULL, owner_id = first.sender_id,
                    original_name = coalesce(nullif(first.file_name, ''), files.original_name)
                FROM (SELECT DISTINCT ON (x.file_id) x.file_id, m.sender_id, m.file_name
                    FROM message_files x JOIN messages m ON m.id = x.message_id
                    ORDER BY x.file_id, m.id) first
                WHERE files.legacy AND files.owner_id IS NULL AND first.file_id = files.id
                """);
    }
}
