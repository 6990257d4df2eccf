package org.kocmoc.account;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// The SQL of `registration_invites`.
final class InviteStore {
    /// An invitation as administrators see it.
    public record Invite(
            long id,
            @Nullable UserId createdBy,
            int maxUses,
            int uses,
            @Nullable Instant expiresAt,
            Instant createdAt) {}

    private InviteStore() {}

    static Invite insert(
            Handle handle,
            byte[] hash,
            UserId creator,
            int maxUses,
            @Nullable Instant expiresAt,
            Instant now) {
        return handle.createQuery(
                        """
                        INSERT INTO registration_invites
                            (code_hash, created_by, max_uses, expires_at, created_at)
                        VALUES (:hash, :creator, :maxUses, :expiresAt, :now)
                        RETURNING id, created_by, max_uses, uses, expires_at, created_at
                        """)
                .bind("hash", hash)
                .bind("creator", creator)
                .bind("maxUses", maxUses)
                .bind("expiresAt", expiresAt)
                .bind("now", now)
                .mapTo(Invite.class)
                .one();
    }

    static List<Invite> list(Handle handle, int limit) {
        return handle.createQuery(
                        """
                        SELECT id, created_by, max_uses, uses, expires_at, created_at
                        FROM registration_invites ORDER BY id DESC LIMIT :limit
                        """)
                .bind("limit", limit)
                .mapTo(Invite.class)
                .list();
    }

    static boolean delete(Handle handle, long id) {
        return handle.createUpdate("DELETE FROM registration_invites WHERE id = :id")
                        .bind("id", id)
                        .execute()
                > 0;
    }

    /// Whether an invitation could be used once more.
    static boolean isGood(Handle handle, byte[] hash, Instant now) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (
                            SELECT FROM registration_invites
                            WHERE code_hash = :hash AND uses < max_uses
                                AND (expires_at IS NULL OR expires_at > :now))
                        """)
                .bind("hash", hash)
                .bind("now", now)
                .mapTo(Boolean.class)
                .one();
    }

    /// Uses an invitation once.
    ///
    /// @return whether it was good
    static boolean use(Handle handle, byte[] hash, Instant now) {
        return handle.createUpdate(
                                """
                                UPDATE registration_invites SET uses = uses + 1
                                WHERE code_hash = :hash AND uses < max_uses
                                    AND (expires_at IS NULL OR expires_at > :now)
                                """)
                        .bind("hash", hash)
                        .bind("now", now)
                        .execute()
                > 0;
    }
}
