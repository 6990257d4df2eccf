package org.kocmoc.limits;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of `rate_limits`.
///
/// A bucket is the time at which it is full again (generic cell rate algorithm, ITU-T I.371): a
/// token moves it on by the time in which one comes back, and none is left when it lies further
/// ahead than the period. So a take is one statement, and only the clock of the database counts.
final class BucketStore {
    private BucketStore() {}

    /// Takes a token; otherwise the time until there is one.
    static Optional<Duration> take(Handle handle, Rate rate, String key) {
        int taken =
                handle.createUpdate(
                                """
                                INSERT INTO rate_limits AS bucket (key, full_at)
                                VALUES (sha256(convert_to(:key, 'UTF8')), now() + :token)
                                ON CONFLICT (key) DO UPDATE
                                    SET full_at = greatest(bucket.full_at, now()) + :token
                                    WHERE greatest(bucket.full_at, now()) + :token <= now() + :period
                                """)
                        .bind("key", rate + " " + key)
                        .bind("token", rate.period().dividedBy(rate.burst()))
                        .bind("period", rate.period())
                        .execute();
        return taken > 0 ? Optional.empty() : Optional.of(wait(handle, rate, key));
    }

    /// Puts a token back that was taken.
    static void giveBack(Handle handle, Rate rate, String key) {
        handle.createUpdate(
                        """
                        UPDATE rate_limits SET full_at = full_at - :token
                        WHERE key = sha256(convert_to(:key, 'UTF8'))
                        """)
                .bind("key", rate + " " + key)
                .bind("token", rate.period().dividedBy(rate.burst()))
                .execute();
    }

    private static Duration wait(Handle handle, Rate rate, String key) {
        return handle.createQuery(
                        """
                        SELECT greatest(full_at + :token - :period - now(), interval '1 millisecond')
                        FROM rate_limits WHERE key = sha256(convert_to(:key, 'UTF8'))
                        """)
                .bind("key", rate + " " + key)
                .bind("token", rate.period().dividedBy(rate.burst()))
                .bind("period", rate.period())
                .mapTo(Duration.class)
                .findOne()
                .orElse(Duration.ofSeconds(1));
    }

    static void deleteFull(Handle handle) {
        handle.execute("DELETE FROM rate_limits WHERE full_at < now()");
    }
}
