package org.kocmoc.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of `mail_outbox`.
final class OutboxStore {
    /// A row as it is stored.
    ///
    /// @param attempts how often sending was begun, this time included
    public record Row(long id, byte[] payload, Instant createdAt, int attempts) {}

    /// What a row holds.
    public record Sealed(long id, byte[] payload) {}

    private OutboxStore() {}

    static long nextId(Handle handle) {
        return handle.createQuery("SELECT nextval(pg_get_serial_sequence('mail_outbox', 'id'))")
                .mapTo(Long.class)
                .one();
    }

    static void insert(Handle handle, long id, String recipient, byte[] payload, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO mail_outbox (id, recipient, payload, created_at, next_try_at)
                        VALUES (:id, :recipient, :payload, :now, :now)
                        """)
                .bind("id", id)
                .bind("recipient", recipient)
                .bind("payload", payload)
                .bind("now", now)
                .execute();
    }

    /// Locks some mails that another master key than the given one seals.
    static List<Sealed> underOther(Handle handle, byte[] masterKeyId, int limit) {
        return handle.createQuery(
                        """
                        SELECT id, payload FROM mail_outbox
                        WHERE payload <> '' AND substring(payload FOR :length) <> :master
                        ORDER BY id LIMIT :limit FOR UPDATE
                        """)
                .bind("length", masterKeyId.length)
                .bind("master", masterKeyId)
                .bind("limit", limit)
                .mapTo(Sealed.class)
                .list();
    }

    static void replace(Handle handle, long id, byte[] payload) {
        handle.createUpdate("UPDATE mail_outbox SET payload = :payload WHERE id = :id")
                .bind("id", id)
                .bind("payload", payload)
                .execute();
    }

    /// Takes the oldest due mail for the time of the lease; nobody else gets it meanwhile.
    static Optional<Row> lease(Handle handle, Instant now, Duration lease) {
        return handle.createQuery(
                        """
                        UPDATE mail_outbox SET next_try_at = :until, attempts = attempts + 1
                        WHERE id = (
                            SELECT id FROM mail_outbox
                            WHERE sent_at IS NULL AND next_try_at <= :now
                            ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, payload, created_at, attempts
                        """)
                .bind("now", now)
                .bind("until", now.plus(lease))
                .mapTo(Row.class)
                .findOne();
    }

    static void sent(Handle handle, long id, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE mail_outbox SET sent_at = :now, payload = '', last_error = NULL
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("now", now)
                .execute();
    }

    static void failed(Handle handle, long id, Instant retryAt, String error) {
        handle.createUpdate(
                        "UPDATE mail_outbox SET next_try_at = :at, last_error = :error WHERE id = :id")
                .bind("id", id)
                .bind("at", retryAt)
                .bind("error", error)
                .execute();
    }

    /// Leaves the row for the operator to see, without what it held, never to be tried again.
    static void givenUp(Handle handle, long id, String error) {
        handle.createUpdate(
                        """
                        UPDATE mail_outbox
                        SET next_try_at = 'infinity', payload = '', last_error = :error
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("error", error)
                .execute();
    }

    static void deleteOlderThan(Handle handle, Instant time) {
        handle.createUpdate(
                        """
                        DELETE FROM mail_outbox
                        WHERE created_at < :time AND (sent_at IS NOT NULL OR next_try_at = 'infinity')
                        """)
                .bind("time", time)
                .execute();
    }
}
