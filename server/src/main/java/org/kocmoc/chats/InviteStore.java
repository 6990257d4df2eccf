package org.kocmoc.chats;

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
             revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)
            AND (max_uses IS NULL OR uses < max_uses)
            """;

    private InviteStore() {}

    static Invite insert(
            Handle handle, ChatId chat, byte[] codeHash, UserId by, InviteTerms terms, Instant at) {
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
                                + " FROM chat_invites WHERE chat_id = :chat AND "
                                + LIVE
                                + " ORDER BY id DESC")
                .bind("chat", chat)
                .bind("now", now)
                .mapTo(Invite.class)
                .list();
    }

    static Optional<ChatId> findChat(Handle handle, byte[] codeHash, Instant now) {
        return handle.createQuery(
                        "SELECT chat_id FROM chat_invites WHERE code_hash = :hash AND " + LIVE)
                .bind("hash", codeHash)
                .bind("now", now)
                .mapTo(ChatId.class)
                .findOne();
    }

    /// Counts one use, unless the invite opens nothing any more.
    static boolean use(Handle handle, byte[] codeHash, Instant now) {
        return handle.createUpdate(
                                "UPDATE chat_invites SET uses = uses + 1 WHERE code_hash = :hash AND "
                                        + LIVE)
                        .bind("hash", codeHash)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    /// Whether there was such a live invite.
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

    /// Revokes what one member made.
    static void revokeOf(Handle handle, ChatId chat, UserId by, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE chat_invites SET revoked_at = :now
                        WHERE chat_id = :chat AND created_by = :by AND revoked_at IS NULL
                        """)
                .bind("now", now)
                .bind("chat", chat)
                .bind("by", by)
                .execute();
    }

    static void deleteAll(Handle handle, ChatId chat) {
        handle.execute("DELETE FROM chat_invites WHERE chat_id = ?", chat);
    }
}
