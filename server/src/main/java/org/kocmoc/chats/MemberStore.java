package org.kocmoc.chats;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// SQL of memberships.
final class MemberStore {
    /// A member and the role.
    public record Member(UserId userId, Role role) {}

    private static final String CHAT_FOR_MEMBER =
            """
            SELECT p.chat_id AS chat, p.user_id AS "user", c.mode, c.type, p.role,
                p.visible_from_seq,
                CASE WHEN c.pair_low = p.user_id THEN c.pair_high ELSE c.pair_low END AS peer_id
            FROM chat_participants p JOIN chats c ON c.id = p.chat_id
            """;

    private MemberStore() {}

    static Optional<ChatForMember> find(Handle handle, UserId user, ChatId chat) {
        return handle.createQuery(CHAT_FOR_MEMBER + "WHERE p.chat_id = :chat AND p.user_id = :user")
                .bind("chat", chat)
                .bind("user", user)
                .mapTo(ChatForMember.class)
                .findOne();
    }

    /// In the order of joining.
    static List<Member> members(Handle handle, ChatId chat) {
        return handle.createQuery(
                        """
                        SELECT user_id, role FROM chat_participants
                        WHERE chat_id = :chat ORDER BY joined_at, id
                        """)
                .bind("chat", chat)
                .mapTo(Member.class)
                .list();
    }

    static int count(Handle handle, ChatId chat) {
        return handle.createQuery("SELECT count(*) FROM chat_participants WHERE chat_id = :chat")
                .bind("chat", chat)
                .mapTo(Integer.class)
                .one();
    }

    static ChatMode mode(Handle handle, ChatId chat) {
        return handle.createQuery("SELECT mode FROM chats WHERE id = :chat")
                .bind("chat", chat)
                .mapTo(ChatMode.class)
                .one();
    }

    /// Whether one of several users is in more chats than that.
    static boolean isAnyInMoreThan(Handle handle, Collection<UserId> users, int most) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (
                            SELECT FROM chat_participants WHERE user_id = ANY(:users)
                            GROUP BY user_id HAVING count(*) > :most)
                        """)
                .bindArray("users", Long.class, values(users))
                .bind("most", most)
                .mapTo(Boolean.class)
                .one();
    }

    /// Adds members who see and count what comes after a number; returns those who were not there.
    static List<UserId> add(
            Handle handle,
            ChatId chat,
            Collection<UserId> users,
            Role role,
            long after,
            Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO chat_participants (chat_id, user_id, role, joined_at, read_seq,
                            delivered_seq, count_from, visible_from_seq)
                        SELECT :chat, new.id, :role, :at, :after, :after, :after, :after
                        FROM unnest(:users) AS new (id) ORDER BY new.id
                        ON CONFLICT (chat_id, user_id) DO NOTHING RETURNING user_id
                        """)
                .bind("chat", chat)
                .bindArray("users", Long.class, values(users))
                .bind("role", role)
                .bind("after", after)
                .bind("at", at)
                .mapTo(UserId.class)
                .list();
    }

    private static Object[] values(Collection<UserId> users) {
        return users.stream().map(UserId::value).toArray();
    }

    /// Whether the user was a member.
    static boolean remove(Handle handle, ChatId chat, UserId user) {
        return handle.execute(
                        "DELETE FROM chat_participants WHERE chat_id = ? AND user_id = ?",
                        chat,
                        user)
                > 0;
    }

    /// Remembers that somebody was removed against their will.
    static void shutOut(Handle handle, ChatId chat, UserId user, UserId by, Instant at) {
        handle.execute(
                """
                INSERT INTO removed_members (chat_id, user_id, removed_by, removed_at)
                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                chat,
                user,
                by,
                at);
    }

    /// Whether an admin removed the person and none has added them since.
    static boolean isShutOut(Handle handle, ChatId chat, UserId user) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (
                            SELECT FROM removed_members WHERE chat_id = :chat AND user_id = :user)
                        """)
                .bind("chat", chat)
                .bind("user", user)
                .mapTo(Boolean.class)
                .one();
    }

    static void letIn(Handle handle, ChatId chat, Collection<UserId> users) {
        handle.createUpdate(
                        "DELETE FROM removed_members WHERE chat_id = :chat AND user_id ="
                                + " ANY(:users)")
                .bind("chat", chat)
                .bindArray("users", Long.class, values(users))
                .execute();
    }

    static void removeAll(Handle handle, ChatId chat) {
        handle.execute("DELETE FROM chat_participants WHERE chat_id = ?", chat);
    }

    static List<ChatForMember> ofUser(Handle handle, UserId user) {
        return handle.createQuery(CHAT_FOR_MEMBER + "WHERE p.user_id = :user ORDER BY p.chat_id")
                .bind("user", user)
                .mapTo(ChatForMember.class)
                .list();
    }

    static void setRole(Handle handle, ChatId chat, UserId user, Role role) {
        handle.execute(
                "UPDATE chat_participants SET role = ? WHERE chat_id = ? AND user_id = ?",
                role,
                chat,
                user);
    }

    /// Everything up to the present ends for this member, and so does the listing.
    ///
    /// @return up to which number; empty if the membership is gone
    static Optional<Long> hide(Handle handle, ChatForMember member) {
        return handle.createQuery(
                        """
                        UPDATE chat_participants p SET hidden = true, unread_count = 0,
                            count_from = h.last_seq,
                            visible_from_seq = greatest(p.visible_from_seq, h.last_seq)
                        FROM chat_heads h
                        WHERE h.chat_id = p.chat_id AND p.chat_id = :chat AND p.user_id = :user
                        RETURNING p.visible_from_seq
                        """)
                .bind("chat", member.chat())
                .bind("user", member.user())
                .mapTo(Long.class)
                .findOne();
    }

    /// Whether the chat was hidden.
    static boolean unhide(Handle handle, ChatId chat, UserId user) {
        return handle.createUpdate(
                                """
                                UPDATE chat_participants SET hidden = false
                                WHERE chat_id = :chat AND user_id = :user AND hidden
                                """)
                        .bind("chat", chat)
                        .bind("user", user)
                        .execute()
                > 0;
    }
}
