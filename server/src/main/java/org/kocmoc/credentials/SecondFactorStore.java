package org.kocmoc.credentials;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// The SQL of `users.totp_*` and `recovery_codes`.
final class SecondFactorStore {
    /// A stored secret.
    ///
    /// @param enabledAt absent until a first code was confirmed
    public record Row(byte[] secret, @Nullable Instant enabledAt) {}

    /// A secret and whose it is.
    public record Sealed(UserId userId, byte[] secret) {}

    private SecondFactorStore() {}

    static Optional<Row> find(Handle handle, UserId user) {
        return handle.createQuery(
                        """
                        SELECT totp_secret AS secret, totp_enabled_at AS enabled_at FROM users
                        WHERE id = :user AND totp_secret IS NOT NULL
                        """)
                .bind("user", user)
                .mapTo(Row.class)
                .findOne();
    }

    /// Locks some secrets that another master key than the given one seals.
    static List<Sealed> underOther(Handle handle, byte[] masterKeyId, int limit) {
        return handle.createQuery(
                        """
                        SELECT id AS user_id, totp_secret AS secret FROM users
                        WHERE totp_secret IS NOT NULL
                            AND substring(totp_secret FOR :length) <> :master
                        ORDER BY id LIMIT :limit FOR UPDATE
                        """)
                .bind("length", masterKeyId.length)
                .bind("master", masterKeyId)
                .bind("limit", limit)
                .mapTo(Sealed.class)
                .list();
    }

    static void setSecret(Handle handle, UserId user, byte[] secret) {
        handle.createUpdate("UPDATE users SET totp_secret = :secret WHERE id = :user")
                .bind("user", user)
                .bind("secret", secret)
                .execute();
    }

    static void enable(Handle handle, UserId user, Instant now) {
        handle.createUpdate("UPDATE users SET totp_enabled_at = :now WHERE id = :user")
                .bind("user", user)
                .bind("now", now)
                .execute();
    }

    static void disable(Handle handle, UserId user) {
        handle.createUpdate(
                        """
                        UPDATE users SET totp_secret = NULL, totp_enabled_at = NULL
                        WHERE id = :user
                        """)
                .bind("user", user)
                .execute();
        replaceRecoveryCodes(handle, user, List.of());
    }

    static void replaceRecoveryCodes(Handle handle, UserId user, List<String> hashes) {
        handle.createUpdate("DELETE FROM recovery_codes WHERE user_id = :user")
                .bind("user", user)
                .execute();
        PreparedBatch batch =
                handle.prepareBatch(
                        "INSERT INTO recovery_codes (user_id, code_hash) VALUES (:user, :hash)");
        hashes.forEach(hash -> batch.bind("user", user).bind("hash", hash).add());
        batch.execute();
    }

    static boolean useRecoveryCode(Handle handle, UserId user, String hash, Instant now) {
        return handle.createUpdate(
                                """
                                UPDATE recovery_codes SET used_at = :now
                                WHERE user_id = :user AND code_hash = :hash AND used_at IS NULL
                                """)
                        .bind("user", user)
                        .bind("hash", hash)
                        .bind("now", now)
                        .execute()
                > 0;
    }

    static int countRecoveryCodes(Handle handle, UserId user) {
        return handle.createQuery(
                        """
                        SELECT count(*) FROM recovery_codes
                        WHERE user_id = :user AND used_at IS NULL
                        """)
                .bind("user", user)
                .mapTo(Integer.class)
                .one();
    }
}
