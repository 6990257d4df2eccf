package org.kocmoc.preferences;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;

/// SQL of `user_settings`.
final class PreferenceStore {
    /// A row; the choices are a JSON object.
    public record Stored(int version, String choices) {}

    private PreferenceStore() {}

    static Optional<Stored> find(Handle handle, UserId user) {
        return handle.createQuery(
                        "SELECT version, choices::text FROM user_settings WHERE user_id = :user")
                .bind("user", user)
                .mapTo(Stored.class)
                .findOne();
    }

    /// The row, made if there is none, locked until the end of the transaction.
    static Stored lock(Handle handle, UserId user, Instant at) {
        handle.execute(
                """
                INSERT INTO user_settings (user_id, version, updated_at) VALUES (?, 0, ?)
                ON CONFLICT DO NOTHING
                """,
                user,
                at);
        return handle.createQuery(
                        """
                        SELECT version, choices::text FROM user_settings
                        WHERE user_id = :user FOR UPDATE
                        """)
                .bind("user", user)
                .mapTo(Stored.class)
                .one();
    }

    static void replace(Handle handle, UserId user, Stored row, Instant at) {
        handle.createUpdate(
                        """
                        UPDATE user_settings SET version = :version, choices = :choices::jsonb,
                            updated_at = :at
                        WHERE user_id = :user
                        """)
                .bind("version", row.version())
                .bind("choices", row.choices())
                .bind("at", at)
                .bind("user", user)
                .execute();
    }
}
