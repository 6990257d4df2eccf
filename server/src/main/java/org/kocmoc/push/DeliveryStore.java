package org.kocmoc.push;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// SQL of the outbox and of what became of it.
final class DeliveryStore {
    /// An entry of somebody's own log.
    ///
    /// @param service host of the push service
    /// @param here whether it was for the asking sign-in
    public record Entry(
            Instant at,
            long subscription,
            String service,
            boolean here,
            String kind,
            String outcome,
            @Nullable Integer status) {}

    private DeliveryStore() {}

    /// Takes what is due longest for the time of the lease; nobody else gets it meanwhile.
    static Optional<Delivery> lease(Handle handle, Instant now, Duration lease) {
        return handle.createQuery(
                        """
                        UPDATE push_outbox o SET next_try_at = :until, attempts = o.attempts + 1
                        FROM push_subscriptions s
                        WHERE s.id = o.subscription_id AND o.id = (
                            SELECT id FROM push_outbox WHERE next_try_at <= :now
                            ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING o.id, o.attempts, o.kind, o.chat_id AS chat, o.seq, o.created_at,
                            o.subscription_id, s.user_id, s.endpoint, s.public_key, s.secret
                        """)
                .bind("now", now)
                .bind("until", now.plus(lease))
                .mapTo(Delivery.class)
                .findOne();
    }

    /// Whether it is still unread, its reader still away and the chat still not muted.
    static boolean isNeeded(Handle handle, Delivery delivery, Instant now) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (
                            SELECT FROM chat_participants p
                            WHERE p.user_id = :user AND p.chat_id = :chat AND p.read_seq < :seq
                                AND (:named OR NOT (p.muted AND coalesce(p.muted_until > :now, true))))
                        """
                                + "AND "
                                + Away.isAway(":user"))
                .bind("user", delivery.userId())
                .bind("chat", delivery.chat())
                .bind("seq", delivery.seq())
                .bind("named", delivery.kind().equals("mention"))
                .bind("now", now)
                .mapTo(Boolean.class)
                .one();
    }

    /// Removes it, unless something newer was noted meanwhile: that is due at once.
    static void done(Handle handle, Delivery delivery, Instant now) {
        int removed =
                handle.createUpdate("DELETE FROM push_outbox WHERE id = :id AND seq = :seq")
                        .bind("id", delivery.id())
                        .bind("seq", delivery.seq())
                        .execute();
        if (removed == 0) {
            handle.execute(
                    "UPDATE push_outbox SET next_try_at = ?, attempts = 0 WHERE id = ?",
                    now,
                    delivery.id());
        }
    }

    static void putOff(Handle handle, Delivery delivery, Instant until) {
        handle.execute("UPDATE push_outbox SET next_try_at = ? WHERE id = ?", until, delivery.id());
    }

    static void arrived(Handle handle, Delivery delivery) {
        handle.execute(
                "UPDATE push_subscriptions SET failures = 0 WHERE id = ? AND failures > 0",
                delivery.subscriptionId());
    }

    /// One more delivery that was given up; a subscription with too many is removed.
    static void failed(Handle handle, Delivery delivery, int tolerated) {
        handle.execute(
                "UPDATE push_subscriptions SET failures = failures + 1 WHERE id = ?",
                delivery.subscriptionId());
        handle.execute(
                "DELETE FROM push_subscriptions WHERE id = ? AND failures > ?",
                delivery.subscriptionId(),
                tolerated);
    }

    /// Removes a subscription, if it still has the endpoint that was asked.
    static void gone(Handle handle, Delivery delivery) {
        handle.execute(
                "DELETE FROM push_subscriptions WHERE id = ? AND endpoint = ?",
                delivery.subscriptionId(),
                delivery.endpoint());
    }

    static void log(
            Handle handle,
            Delivery delivery,
            String service,
            Outcome outcome,
            @Nullable Integer status,
            Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO push_log
                            (user_id, subscription_id, service, kind, outcome, status, at)
                        SELECT id, :subscription, :service, :kind, :outcome, :status, :now
                        FROM users WHERE id = :user
                        """)
                .bind("user", delivery.userId())
                .bind("subscription", delivery.subscriptionId())
                .bind("service", service)
                .bind("kind", delivery.kind())
                .bind("outcome", outcome)
                .bind("status", status)
                .bind("now", now)
                .execute();
    }

    /// Newest first.
    static List<Entry> entries(Handle handle, UserId user, String tokenHash, int limit) {
        return handle.createQuery(
                        """
                        SELECT l.at, l.subscription_id AS subscription, l.service,
                            coalesce(s.token_hash = :hash, false) AS here,
                            l.kind, l.outcome, l.status
                        FROM push_log l LEFT JOIN push_subscriptions s ON s.id = l.subscription_id
                        WHERE l.user_id = :user ORDER BY l.id DESC LIMIT :limit
                        """)
                .bind("user", user)
                .bind("hash", tokenHash)
                .bind("limit", limit)
                .mapTo(Entry.class)
                .list();
    }

    static void deleteLogBefore(Handle handle, Instant time) {
        handle.execute("DELETE FROM push_log WHERE at < ?", time);
    }
}
