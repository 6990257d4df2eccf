package org.kocmoc.marks;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.UnreadStore;
import org.kocmoc.limits.Size;

/// SQL of where chats stand.
final class HeadStore {
    /// Messages and mentions are looked at only where something was sent since the member last
    /// read; the others' marks only in small chats, and not in a pair with a block.
    private static final String HEADS =
            """
            SELECT p.chat_id AS chat, c.mode,
                NOT p.hidden OR h.last_msg_seq > p.visible_from_seq AS listed,
                h.last_seq, h.last_msg_seq, p.visible_from_seq, p.read_seq,
                coalesce(
                    (SELECT m.epoch FROM messages m
                     WHERE m.chat_id = p.chat_id AND m.seq = h.last_seq),
                    (SELECT e.epoch FROM chat_events e
                     WHERE e.chat_id = p.chat_id AND e.seq = h.last_seq),
                    0) AS epoch,
            """
                    + UnreadStore.COUNT
                    + """
                AS unread,
                CASE WHEN h.last_msg_seq > p.count_from THEN (
                    SELECT count(*) FROM (
                        SELECT FROM message_mentions mm JOIN messages m ON m.id = mm.message_id
                        WHERE mm.user_id = p.user_id AND mm.chat_id = p.chat_id
                            AND m.seq > p.count_from AND m.deleted_at IS NULL
                            AND m.sender_id IS DISTINCT FROM p.user_id
                        LIMIT :max) AS named)
                ELSE 0 END AS mentions,
                CASE WHEN others.count < :small THEN others.read END AS others_read,
                CASE WHEN others.count < :small THEN others.delivered END AS others_delivered
            FROM chat_participants p
            JOIN chats c ON c.id = p.chat_id
            JOIN chat_heads h ON h.chat_id = p.chat_id
            CROSS JOIN LATERAL (
                SELECT count(*) AS count, min(o.read_seq) AS read,
                    min(greatest(o.read_seq, o.delivered_seq)) AS delivered
                FROM (SELECT read_seq, delivered_seq FROM chat_participants
                      WHERE chat_id = p.chat_id AND user_id <> p.user_id AND NOT
            """
                    + UnreadStore.IS_BLOCKED_PAIR
                    + """
                      LIMIT :small) AS o
            ) AS others
            WHERE p.user_id = :user
            """;

    private HeadStore() {}

    static List<ChatHead> heads(Handle handle, UserId user, boolean encrypted) {
        return handle.createQuery(HEADS + "AND (c.mode = 'server' OR :encrypted)")
                .bind("user", user)
                .bind("encrypted", encrypted)
                .bind("max", Size.UNREAD_SHOWN.value())
                .bind("small", Size.SMALL_CHAT_MEMBERS.value())
                .mapTo(ChatHead.class)
                .list();
    }

    static Optional<ChatHead> head(Handle handle, UserId user, ChatId chat) {
        return handle.createQuery(HEADS + "AND p.chat_id = :chat")
                .bind("user", user)
                .bind("chat", chat)
                .bind("max", Size.UNREAD_SHOWN.value())
                .bind("small", Size.SMALL_CHAT_MEMBERS.value())
                .mapTo(ChatHead.class)
                .findOne();
    }

    static Set<ChatId> chats(Handle handle, UserId user, boolean encrypted) {
        return handle.createQuery(
                        """
                        SELECT p.chat_id FROM chat_participants p JOIN chats c ON c.id = p.chat_id
                        WHERE p.user_id = :user AND (c.mode = 'server' OR :encrypted)
                        """)
                .bind("user", user)
                .bind("encrypted", encrypted)
                .mapTo(ChatId.class)
                .collect(Collectors.toSet());
    }
}
