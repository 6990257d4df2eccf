package org.kocmoc.invites;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// SQL of invite links.
final class InviteStore {
    private static final String INVITE = "id, created_by, max_uses, uses, expires_at, created_at";

    private static final String LIVE =
            """
            i.revoked_at IS NULL AND (i.expires_at IS NULL OR i.expires_at > :now)
            AND (i.max_uses IS NULL OR i.uses < i.max_uses)
            AND EXISTS (
                SELECT FROM chat_participants p
                WHERE p.chat_id = i.chat_id AND p.user_id = i.created_by
                    AND p.role IN ('owner', 'admin'))
            """;

    private InviteStore() {}

    static Invite insert(
            Handle handle,
            ChatId chat,
            byte[] codeHash,
            UserId by,
            Invite.Terms terms,
            Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO chat_invites
                            (chat_id, code_hash, created_by, max_uses, expires_at, created_at)
                        VALUES (:chat, :hash, :by, :maxUses, :expiresAt, :at) RETURNING\s"""
                                + INVITE)
                .bind("chat", chat)
                .bind("hash", codeHash)
                .bind("by", by)
                .bind("maxUses", terms.maxUses())
                .bind("expiresAt", terms.expiresAt())
                .bind("at", at)
                .mapTo(Invite.class)
                .one();
    }

    /// Those that still open the group, newest first.
    static List<Invite> live(Handle handle, ChatId chat, Instant now) {
        return handle.createQuery(
                        "SELECT "
                                + INVITE
                                + " FROM chat_invites i WHERE i.chat_id = :chat AND "
                                + LIVE
                                + "ORDER BY id DESC")
                .bind("chat", chat)
                .bind("now", now)
                .mapTo(Invite.class)
                .list();
    }

    static Optional<ChatId> findChat(Handle handle, byte[] codeHash, Instant now) {
        return handle.createQuery(
                        "SELECT i.chat_id FROM chat_invites i WHERE i.code_hash = :hash AND "
                                + LIVE)
                .bind("hash", codeHash)
                .bind("now", now)
                .mapTo(ChatId.class)
                .findOne();
    }

    static Invite.Preview preview(Handle handle, ChatId chat, UserId viewer) {
        return handle.createQuery(
                        """
                        SELECT c.name, c.description, c.avatar,
                            (SELECT count(*) FROM chat_participants p WHERE p.chat_id = c.id)
                                AS member_count,
                            EXISTS (SELECT FROM chat_participants p
                                WHERE p.chat_id = c.id AND p.user_id = :viewer) AS is_member
                        FROM chats c WHERE c.id = :chat
                        """)
                .bind("viewer", viewer)
                .bind("chat", chat)
                .mapTo(Invite.Preview.class)
                .one();
    }

    /// Counts one use, unless the link opens nothing any more.
    static boolean use(Handle handle, byte[] codeHash, Instant now) {
        return handle.createUpdate(
                                "UPDATE chat_invites i SET uses = uses + 1 WHERE i.code_hash = :hash AND "
                                        + LIVE)
                        .bind("hash", codeHash)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    /// Whether there was such a link that was not revoked.
    static boolean revoke(Handle handle, ChatId chat, long invite, Instant now) {
        return handle.createUpdate(
                                """
                                UPDATE chat_invites SET revoked_at = :now
                                WHERE chat_id = :chat AND id = :invite AND revoked_at IS NULL
                                """)
                        .bind("now", now)
                        .bind("chat", chat)
                        .bind("invite", invite)
                        .execute()
                > 0;
    }
}
