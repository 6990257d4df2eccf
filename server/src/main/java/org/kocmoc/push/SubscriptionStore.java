package org.kocmoc.push;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;

/// SQL of subscriptions.
final class SubscriptionStore {
    private SubscriptionStore() {}

    static boolean isSignedIn(Handle handle, UserId user, String tokenHash) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (SELECT FROM sessions WHERE token = :hash AND user_id = :user)
                        """)
                .bind("hash", tokenHash)
                .bind("user", user)
                .mapTo(Boolean.class)
                .one();
    }

    /// Keeps a subscription; an endpoint that is known belongs to whoever names it last, because a
    /// browser has one for all accounts that sign in there.
    ///
    /// @return its id
    static long put(
            Handle handle, UserId user, String tokenHash, Subscription subscription, Instant now) {
        return handle.createQuery(
                        """
                        INSERT INTO push_subscriptions AS old (user_id, token_hash, endpoint,
                            public_key, secret, encrypted, created_at)
                        VALUES (:user, :hash, :endpoint, :key, :secret, :encrypted, :now)
                        ON CONFLICT (endpoint) DO UPDATE
                        SET user_id = excluded.user_id, token_hash = excluded.token_hash,
                            public_key = excluded.public_key, secret = excluded.secret,
                            encrypted = excluded.encrypted, failures = 0,
                            created_at = CASE WHEN old.user_id = excluded.user_id
                                THEN old.created_at ELSE excluded.created_at END
                        RETURNING id
                        """)
                .bind("user", user)
                .bind("hash", tokenHash)
                .bind("endpoint", subscription.endpoint())
                .bind("key", subscription.publicKey())
                .bind("secret", subscription.secret())
                .bind("encrypted", subscription.encrypted())
                .bind("now", now)
                .mapTo(Long.class)
                .one();
    }

    /// What was noted for the account that had the endpoint before is not for the present one.
    static void dropForeign(Handle handle, long subscription, UserId user) {
        handle.createUpdate(
                        """
                        DELETE FROM push_outbox o WHERE o.subscription_id = :subscription
                            AND o.chat_id IS NOT NULL AND NOT EXISTS (
                                SELECT FROM chat_participants p
                                WHERE p.chat_id = o.chat_id AND p.user_id = :user)
                        """)
                .bind("subscription", subscription)
                .bind("user", user)
                .execute();
    }

    /// Ends all subscriptions of an account but the newest ones.
    static void deleteAllBut(Handle handle, UserId user, int newest) {
        handle.createUpdate(
                        """
                        DELETE FROM push_subscriptions WHERE user_id = :user AND id NOT IN (
                            SELECT id FROM push_subscriptions WHERE user_id = :user
                            ORDER BY id DESC LIMIT :newest)
                        """)
                .bind("user", user)
                .bind("newest", newest)
                .execute();
    }

    /// Whether there was one.
    static boolean delete(Handle handle, UserId user, String endpoint) {
        return handle.createUpdate(
                                "DELETE FROM push_subscriptions"
                                        + " WHERE user_id = :user AND endpoint = :endpoint")
                        .bind("user", user)
                        .bind("endpoint", endpoint)
                        .execute()
                > 0;
    }

    /// Notes a trial message for every subscription of a sign-in.
    ///
    /// @return how many
    static int test(Handle handle, String tokenHash, Instant now) {
        return handle.createUpdate(
                        """
                        INSERT INTO push_outbox (subscription_id, kind, seq, created_at, next_try_at)
                        SELECT id, 'test', 0, :now, :now FROM push_subscriptions
                        WHERE token_hash = :hash
                        """)
                .bind("hash", tokenHash)
                .bind("now", now)
                .execute();
    }
}
