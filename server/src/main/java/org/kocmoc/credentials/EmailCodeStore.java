package org.kocmoc.credentials;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;

/// The SQL of `email_verifications`.
final class EmailCodeStore {
    /// A code to store.
    public record NewCode(
            UserId user,
            CodePurpose purpose,
            String email,
            byte[] hash,
            Instant createdAt,
            Instant expiresAt) {}

    /// A stored code.
    ///
    /// @param code in clear, in rows of the legacy server only
    public record Row(
            String email,
            @Nullable String code,
            @Nullable String codeHash,
            Instant expiresAt,
            boolean used,
            int attempts) {
        boolean isMadeOf(String typed, String hash) {
            return codeHash != null
                    ? Bytes.equal(codeHash, hash)
                    : code != null && Bytes.equal(code, typed);
        }
    }

    private EmailCodeStore() {}

    static void insert(Handle handle, NewCode code) {
        handle.createUpdate(
                        """
                        INSERT INTO email_verifications
                            (user_id, email, purpose, code_hash, created_at, expires_at)
                        VALUES (:user, :email, :purpose, :hash, :createdAt, :expiresAt)
                        """)
                .bind("user", code.user())
                .bind("email", code.email())
                .bind("purpose", code.purpose())
                .bind("hash", code.hash())
                .bind("createdAt", code.createdAt())
                .bind("expiresAt", code.expiresAt())
                .execute();
    }

    /// All codes of a purpose, newest first, locked until the transaction ends: tries at the codes
    /// of one person come one after another.
    static List<Row> lock(Handle handle, UserId user, CodePurpose purpose) {
        return handle.createQuery(
                        """
                        SELECT email, code, encode(code_hash, 'hex') AS code_hash, expires_at, used,
                            attempts
                        FROM email_verifications
                        WHERE user_id = :user AND purpose = :purpose
                        ORDER BY id DESC FOR UPDATE
                        """)
                .bind("user", user)
                .bind("purpose", purpose)
                .mapTo(Row.class)
                .list();
    }

    static void countWrongTry(Handle handle, UserId user, CodePurpose purpose, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE email_verifications SET attempts = attempts + 1
                        WHERE user_id = :user AND purpose = :purpose
                            AND NOT used AND expires_at > :now
                        """)
                .bind("user", user)
                .bind("purpose", purpose)
                .bind("now", now)
                .execute();
    }

    static void useAll(Handle handle, UserId user, CodePurpose purpose) {
        handle.createUpdate(
                        """
                        UPDATE email_verifications SET used = true
                        WHERE user_id = :user AND purpose = :purpose AND NOT used
                        """)
                .bind("user", user)
                .bind("purpose", purpose)
                .execute();
    }

    /// Ends the open codes of a purpose except for the newest ones.
    static void expireAllBut(
            Handle handle, UserId user, CodePurpose purpose, Instant now, int newest) {
        handle.createUpdate(
                        """
                        UPDATE email_verifications SET expires_at = :now
                        WHERE user_id = :user AND purpose = :purpose
                            AND NOT used AND expires_at > :now
                            AND id NOT IN (
                                SELECT id FROM email_verifications
                                WHERE user_id = :user AND purpose = :purpose
                                ORDER BY id DESC LIMIT :newest)
                        """)
                .bind("user", user)
                .bind("purpose", purpose)
                .bind("now", now)
                .bind("newest", newest)
                .execute();
    }

    static void deleteEndedBefore(Handle handle, Instant time) {
        handle.createUpdate(
                        """
                        DELETE FROM email_verifications v USING users u
                        WHERE v.user_id = u.id AND v.expires_at < :time
                            AND (v.purpose <> 'register' OR u.email_confirmed_at IS NOT NULL)
                        """)
                .bind("time", time)
                .execute();
    }
}
