package org.kocmoc.stickers;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// SQL of packs and stickers; every statement names the owner.
final class StickerStore {
    /// A pack or one of its stickers: a pack without any has one row without sticker.
    public record Row(
            long packId,
            String title,
            @Nullable Long stickerId,
            @Nullable String fileId,
            @Nullable String emoji,
            @Nullable Integer width,
            @Nullable Integer height) {}

    private StickerStore() {}

    static List<Row> ofUser(Handle handle, UserId owner) {
        return handle.createQuery(
                        """
                        SELECT p.id AS pack_id, p.title, s.id AS sticker_id, s.file_id, s.emoji,
                            f.width, f.height
                        FROM sticker_packs p
                        LEFT JOIN stickers s ON s.pack_id = p.id
                        LEFT JOIN files f ON f.id = s.file_id
                        WHERE p.owner_id = :owner ORDER BY p.id, s.id
                        """)
                .bind("owner", owner)
                .mapTo(Row.class)
                .list();
    }

    static long addPack(Handle handle, UserId owner, String title, Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO sticker_packs (owner_id, title, created_at)
                        VALUES (:owner, :title, :at) RETURNING id
                        """)
                .bind("owner", owner)
                .bind("title", title)
                .bind("at", at)
                .mapTo(Long.class)
                .one();
    }

    static int packs(Handle handle, UserId owner) {
        return handle.createQuery("SELECT count(*) FROM sticker_packs WHERE owner_id = :owner")
                .bind("owner", owner)
                .mapTo(Integer.class)
                .one();
    }

    /// Locks a pack of the owner; `false` if there is none.
    static boolean lockPack(Handle handle, UserId owner, long pack) {
        return handle.createQuery(
                        "SELECT id FROM sticker_packs WHERE id = :pack AND owner_id = :owner FOR UPDATE")
                .bind("pack", pack)
                .bind("owner", owner)
                .mapTo(Long.class)
                .findOne()
                .isPresent();
    }

    static boolean deletePack(Handle handle, UserId owner, long pack) {
        return handle.execute(
                        "DELETE FROM sticker_packs WHERE id = ? AND owner_id = ?", pack, owner)
                > 0;
    }

    /// The new sticker's id; empty if the pack has that picture.
    static Optional<Long> add(Handle handle, long pack, String file, @Nullable String emoji) {
        return handle.createQuery(
                        """
                        INSERT INTO stickers (pack_id, file_id, emoji) VALUES (:pack, :file, :emoji)
                        ON CONFLICT (pack_id, file_id) DO NOTHING RETURNING id
                        """)
                .bind("pack", pack)
                .bind("file", file)
                .bind("emoji", emoji)
                .mapTo(Long.class)
                .findOne();
    }

    static int stickers(Handle handle, long pack) {
        return handle.createQuery("SELECT count(*) FROM stickers WHERE pack_id = :pack")
                .bind("pack", pack)
                .mapTo(Integer.class)
                .one();
    }

    static boolean delete(Handle handle, UserId owner, long sticker) {
        return handle.execute(
                        """
                        DELETE FROM stickers s USING sticker_packs p
                        WHERE s.id = ? AND p.id = s.pack_id AND p.owner_id = ?
                        """,
                        sticker,
                        owner)
                > 0;
    }
}
