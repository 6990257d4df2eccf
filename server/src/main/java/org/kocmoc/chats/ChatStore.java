package org.kocmoc.chats;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;

/// SQL of chats.
final class ChatStore {
    /// Messages are looked at only where something was sent since the member last read.
    private static final String CHATS =
            """
            SELECT c.id, c.type, c.created_at, c.mode, c.description, p.role, p.archived, p.pinned,
                p.pin_position, mute.muted, CASE WHEN mute.muted THEN p.muted_until END AS muted_until, h.last_seq, p.read_seq, p.visible_from_seq, pair.peer_id,
                CASE
                    WHEN c.pair_low IS NULL THEN c.name
                    WHEN c.pair_low = c.pair_high THEN 'Избранное'
                    ELSE coalesce(peer.name, 'Удалённый аккаунт')
                END AS name,
                CASE WHEN c.pair_low IS NULL THEN c.avatar ELSE peer.avatar END AS avatar,
            """
                    + UnreadStore.COUNT
                    + """
                AS unread_count
            FROM chat_participants p
            JOIN chats c ON c.id = p.chat_id
            JOIN chat_heads h ON h.chat_id = p.chat_id
            CROSS JOIN LATERAL (
                SELECT CASE WHEN c.pair_low = p.user_id THEN c.pair_high ELSE c.pair_low END
            ) AS pair (peer_id)
            CROSS JOIN LATERAL (
                SELECT p.muted AND coalesce(p.muted_until > :now, true)
            ) AS mute (muted)
            LEFT JOIN users peer ON peer.id = pair.peer_id
            WHERE p.user_id = :user
            """;

    static final String LIST =
            CHATS
                    + """
                    AND (NOT p.hidden OR h.last_msg_seq > p.visible_from_seq)
                    AND (c.mode = 'server' OR :encrypted)
                    """;

    private ChatStore() {}

    /// All chats of a member that are not hidden; those that only encrypting clients can read only
    /// if wanted.
    static List<Chat> list(Handle handle, UserId user, boolean encrypted, Instant now) {
        return handle.createQuery(LIST)
                .bind("user", user)
                .bind("encrypted", encrypted)
                .bind("now", now)
                .bind("max", Size.UNREAD_SHOWN.value())
                .mapTo(Chat.class)
                .list();
    }

    static Optional<Chat> find(Handle handle, UserId user, ChatId chat, Instant now) {
        return handle.createQuery(CHATS + "AND p.chat_id = :chat")
                .bind("user", user)
                .bind("chat", chat)
                .bind("now", now)
                .bind("max", Size.UNREAD_SHOWN.value())
                .mapTo(Chat.class)
                .findOne();
    }

    static boolean exists(Handle handle, ChatId chat) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM chats WHERE id = :chat)")
                .bind("chat", chat)
                .mapTo(Boolean.class)
                .one();
    }

    static Optional<ChatId> findPair(Handle handle, UserId a, UserId b, ChatMode mode) {
        return handle.createQuery(
                        """
                        SELECT id FROM chats
                        WHERE pair_low = least(:a, :b) AND pair_high = greatest(:a, :b)
                            AND mode = :mode
                        """)
                .bind("a", a.value())
                .bind("b", b.value())
                .bind("mode", mode)
                .mapTo(ChatId.class)
                .findOne();
    }

    static ChatId insertPair(
            Handle handle, UserId founder, UserId other, ChatMode mode, Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO chats
                            (type, mode, created_by, pair_low, pair_high, created_at)
                        VALUES ('personal', :mode, :founder, least(:founder, :other),
                            greatest(:founder, :other), :at)
                        RETURNING id
                        """)
                .bind("mode", mode)
                .bind("founder", founder.value())
                .bind("other", other.value())
                .bind("at", at)
                .mapTo(ChatId.class)
                .one();
    }

    static ChatId insertGroup(
            Handle handle, UserId founder, String name, ChatMode mode, Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO chats (type, name, mode, created_by, owner_id, created_at)
                        VALUES ('group', :name, :mode, :founder, :founder, :at)
                        RETURNING id
                        """)
                .bind("name", name)
                .bind("mode", mode)
                .bind("founder", founder)
                .bind("at", at)
                .mapTo(ChatId.class)
                .one();
    }

    static void setOwner(Handle handle, ChatId chat, UserId owner) {
        handle.execute("UPDATE chats SET owner_id = ? WHERE id = ?", owner, chat);
    }

    static void describe(Handle handle, ChatId chat, Groups.Change change) {
        handle.createUpdate(
                        """
                        UPDATE chats SET name = coalesce(:name, name),
                            description = CASE WHEN :changesDescription THEN :description
                                ELSE description END,
                            avatar = CASE WHEN :changesAvatar THEN :avatar ELSE avatar END
                        WHERE id = :chat
                        """)
                .bindMethods(change)
                .bind("chat", chat)
                .execute();
    }

    /// Marks a chat without members for removal.
    static void close(Handle handle, ChatId chat, Instant at) {
        handle.execute("UPDATE chats SET owner_id = NULL, closed_at = ? WHERE id = ?", at, chat);
    }

    /// Longest closed first.
    static List<ChatId> closed(Handle handle, int limit) {
        return handle.createQuery(
                        """
                        SELECT id FROM chats WHERE closed_at IS NOT NULL
                        ORDER BY closed_at, id LIMIT :limit
                        """)
                .bind("limit", limit)
                .mapTo(ChatId.class)
                .list();
    }

    /// Removes some messages; returns how many.
    static int deleteMessages(Handle handle, ChatId chat, int limit) {
        return handle.execute(
                """
                DELETE FROM messages WHERE id IN (
                    SELECT id FROM messages WHERE chat_id = ? ORDER BY seq LIMIT ?)
                """,
                chat,
                limit);
    }

    /// Removes some events; returns how many.
    static int deleteEvents(Handle handle, ChatId chat, int limit) {
        return handle.execute(
                """
                DELETE FROM chat_events WHERE chat_id = ? AND seq IN (
                    SELECT seq FROM chat_events WHERE chat_id = ? ORDER BY seq LIMIT ?)
                """,
                chat,
                chat,
                limit);
    }

    static void delete(Handle handle, ChatId chat) {
        handle.execute("DELETE FROM chats WHERE id = ? AND closed_at IS NOT NULL", chat);
    }
}
