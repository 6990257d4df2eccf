package org.kocmoc.receipts;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.UnreadStore;
import org.kocmoc.limits.Size;

/// SQL on how far members have come.
final class ReceiptStore {
    /// Where a message stands.
    ///
    /// @param hidden whether nobody is shown how far others have come
    public record Place(ChatId chatId, long seq, @Nullable UserId senderId, boolean hidden) {}

    /// A member and whether the message is read, or only received.
    public record Reader(
            UserId id, String name, @Nullable String avatar, boolean read, boolean delivered) {}

    /// How many of the others have it.
    public record Totals(int members, int read, int delivered) {}

    private ReceiptStore() {}

    static Optional<Place> place(Handle handle, MessageId message) {
        return handle.createQuery(
                        """
                        SELECT m.chat_id, m.seq, m.sender_id,
                        """
                                + UnreadStore.IS_BLOCKED_PAIR
                                + """
                                 AS hidden
                                FROM messages m JOIN chats c ON c.id = m.chat_id
                                WHERE m.id = :id AND m.deleted_at IS NULL
                                """)
                .bind("id", message)
                .mapTo(Place.class)
                .findOne();
    }

    /// The other members who could see the message, in ascending order of id.
    static List<Reader> readers(Handle handle, Place place, long after, int limit) {
        return handle.createQuery(
                        """
                        SELECT u.id, u.name, u.avatar,
                            NOT :hidden AND p.read_seq >= :seq AS read,
                            NOT :hidden AND greatest(p.read_seq, p.delivered_seq) >= :seq
                                AS delivered
                        FROM chat_participants p JOIN users u ON u.id = p.user_id
                        WHERE p.chat_id = :chat AND p.user_id > :after
                            AND p.user_id IS DISTINCT FROM :sender AND p.visible_from_seq < :seq
                        ORDER BY p.user_id LIMIT :limit
                        """)
                .bind("chat", place.chatId())
                .bind("seq", place.seq())
                .bind("sender", place.senderId())
                .bind("hidden", place.hidden())
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(Reader.class)
                .list();
    }

    static Totals totals(Handle handle, Place place) {
        return handle.createQuery(
                        """
                        SELECT count(*) AS members,
                            count(*) FILTER (WHERE NOT :hidden AND read_seq >= :seq) AS read,
                            count(*) FILTER (WHERE NOT :hidden
                                AND greatest(read_seq, delivered_seq) >= :seq) AS delivered
                        FROM chat_participants
                        WHERE chat_id = :chat AND user_id IS DISTINCT FROM :sender
                            AND visible_from_seq < :seq
                        """)
                .bind("chat", place.chatId())
                .bind("seq", place.seq())
                .bind("sender", place.senderId())
                .bind("hidden", place.hidden())
                .mapTo(Totals.class)
                .one();
    }

    /// The parts of a member's number of unread messages.
    static UnreadParts unread(Handle handle, ChatId chat, UserId user) {
        return handle.createQuery(
                        """
                        SELECT p.unread_count AS set_by_hand, p.count_from, p.read_seq,
                            p.visible_from_seq, h.last_seq, h.last_msg_seq,
                            count(*) FILTER (WHERE m.counted) AS counted,
                            count(*) FILTER (WHERE m.own) AS own,
                            count(*) FILTER (WHERE m.deleted AND NOT m.own) AS deleted,
                            count(*) FILTER (WHERE NOT m.counts AND NOT m.own AND NOT m.deleted)
                                AS service,
                            min(m.seq) FILTER (WHERE m.counted) AS first_unread_seq
                        FROM chat_participants p
                        JOIN chat_heads h ON h.chat_id = p.chat_id
                        LEFT JOIN LATERAL (
                            SELECT seq, counts, deleted_at IS NOT NULL AS deleted,
                                sender_id IS NOT DISTINCT FROM p.user_id AS own,
                                counts AND deleted_at IS NULL
                                    AND sender_id IS DISTINCT FROM p.user_id AS counted
                            FROM messages
                            WHERE chat_id = p.chat_id AND seq > p.count_from
                            ORDER BY seq LIMIT :most
                        ) AS m ON true
                        WHERE p.chat_id = :chat AND p.user_id = :user
                        GROUP BY p.id, h.chat_id
                        """)
                .bind("chat", chat)
                .bind("user", user)
                .bind("most", Size.UNREAD_EXPLAINED.value())
                .mapTo(UnreadParts.class)
                .one();
    }
}
