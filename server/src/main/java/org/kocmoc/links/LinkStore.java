package org.kocmoc.links;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// SQL of rendezvous.
final class LinkStore {
    /// A rendezvous.
    ///
    /// @param newcomer hash of the new device's token
    /// @param host hash of the old device's token, once it has come
    public record Row(
            UserId userId,
            String newcomer,
            byte[] kemKey,
            @Nullable String host,
            byte @Nullable [] offer) {}

    private LinkStore() {}

    /// Whether the id was free.
    static boolean insert(Handle handle, byte[] id, Row row, Instant expires) {
        return handle.execute(
                        """
                        INSERT INTO e2ee_links (id, user_id, newcomer, kem_key, expires_at)
                        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                        id,
                        row.userId(),
                        row.newcomer(),
                        row.kemKey(),
                        expires)
                > 0;
    }

    /// A rendezvous that is not over, locked until the transaction ends.
    static Optional<Row> lock(Handle handle, byte[] id, Instant now) {
        return handle.createQuery(
                        """
                        SELECT user_id, newcomer, kem_key, host, offer FROM e2ee_links
                        WHERE id = :id AND expires_at > :now FOR UPDATE
                        """)
                .bind("id", id)
                .bind("now", now)
                .mapTo(Row.class)
                .findOne();
    }

    static void meet(Handle handle, byte[] id, String host, byte[] offer) {
        handle.execute("UPDATE e2ee_links SET host = ?, offer = ? WHERE id = ?", host, offer, id);
    }

    static int frames(Handle handle, byte[] id, boolean fromNewcomer) {
        return handle.createQuery(
                        """
                        SELECT count(*) FROM e2ee_link_frames
                        WHERE link_id = :id AND from_newcomer = :from
                        """)
                .bind("id", id)
                .bind("from", fromNewcomer)
                .mapTo(Integer.class)
                .one();
    }

    static void addFrame(Handle handle, byte[] id, boolean fromNewcomer, int number, byte[] frame) {
        handle.execute(
                """
                INSERT INTO e2ee_link_frames (link_id, from_newcomer, number, frame)
                VALUES (?, ?, ?, ?)
                """,
                id,
                fromNewcomer,
                number,
                frame);
    }

    /// One frame.
    static Optional<byte[]> frame(Handle handle, byte[] id, boolean fromNewcomer, int number) {
        return handle.createQuery(
                        """
                        SELECT frame FROM e2ee_link_frames
                        WHERE link_id = :id AND from_newcomer = :from AND number = :number
                        """)
                .bind("id", id)
                .bind("from", fromNewcomer)
                .bind("number", number)
                .mapTo(byte[].class)
                .findOne();
    }

    static void delete(Handle handle, byte[] id) {
        handle.execute("DELETE FROM e2ee_links WHERE id = ?", id);
    }

    static void expire(Handle handle, Instant now) {
        handle.execute("DELETE FROM e2ee_links WHERE expires_at <= ?", now);
    }

    static List<byte[]> ofUser(Handle handle, UserId user) {
        return handle.createQuery("SELECT id FROM e2ee_links WHERE user_id = :user")
                .bind("user", user)
                .mapTo(byte[].class)
                .list();
    }
}
