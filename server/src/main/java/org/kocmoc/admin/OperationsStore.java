package org.kocmoc.admin;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Figures of the database for those who watch the server.
final class OperationsStore {
    /// @param mailWaiting mails that will be tried again
    /// @param mailOldestSeconds how long the oldest of them has waited, but for those that the mail
    ///   server refused for their address's sake, or for ours while it took others
    /// @param jobsFailing recurring jobs whose last run failed
    /// @param jobsLateSeconds how far the most delayed job is behind its time, or how long the
    ///   server that runs one has not been heard of
    /// @param reportsOpen complaints that nobody resolved
    /// @param mailboxWaiting encrypted envelopes that no device has fetched; counted up to a bound
    /// @param mailboxOldestSeconds how long the oldest of them has waited
    record Depths(
            double mailWaiting,
            double mailOldestSeconds,
            double jobsFailing,
            double jobsLateSeconds,
            double reportsOpen,
            double mailboxWaiting,
            double mailboxOldestSeconds) {
        static final Depths UNKNOWN =
                new Depths(
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN);
    }

    /// @param sweepsStopped reasons for which no files are removed
    /// @param backupAgeSeconds since the last good backup began; if there was none, since backups
    ///   are noted here
    record Upkeep(double sweepsStopped, double backupAgeSeconds) {
        static final Upkeep UNKNOWN = new Upkeep(Double.NaN, Double.NaN);
    }

    /// More are a matter of taste, and counting them all would take longer than a look should.
    private static final int ENVELOPES_COUNTED = 100_000;

    private OperationsStore() {}

    /// Fails if the database does not answer.
    static boolean answers(Handle handle) {
        return handle.createQuery("SELECT true").mapTo(Boolean.class).one();
    }

    /// What the switch of maintenance says to all nodes; empty if it was never used.
    static Optional<Boolean> maintenance(Handle handle) {
        return handle.createQuery("SELECT value = 'on' FROM server_state WHERE key = 'maintenance'")
                .mapTo(Boolean.class)
                .findOne();
    }

    static int setMaintenance(Handle handle, boolean on) {
        return handle.createUpdate(
                        """
                        INSERT INTO server_state (key, value) VALUES ('maintenance', :value)
                        ON CONFLICT (key) DO UPDATE SET value = excluded.value
                        """)
                .bind("value", on ? "on" : "off")
                .execute();
    }

    /// How long the queues are.
    static Depths depths(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT m.waiting, m.oldest, j.failing, j.late, r.open,
                            e.waiting AS envelopes, e.oldest AS oldest_envelope
                        FROM (SELECT count(*) AS waiting,
                                  coalesce(extract(epoch FROM now() - min(created_at)
                                      FILTER (WHERE last_error IS DISTINCT FROM 'refused'
                                          AND (last_error IS DISTINCT FROM 'denied'
                                              OR created_at > coalesce(
                                                  (SELECT max(sent_at) FROM mail_outbox),
                                                  '-infinity')))), 0) AS oldest
                              FROM mail_outbox
                              WHERE sent_at IS NULL AND next_try_at < 'infinity') m,
                             (SELECT count(*) FILTER (WHERE consecutive_failures > 0) AS failing,
                                  greatest(coalesce(extract(epoch FROM max(now() -
                                      CASE WHEN picked THEN last_heartbeat ELSE execution_time END
                                      )), 0), 0) AS late
                              FROM scheduled_tasks) j,
                             (SELECT count(*) AS open FROM reports WHERE resolved_at IS NULL) r,
                             (SELECT (SELECT count(*) FROM (
                                      SELECT FROM e2ee_mailbox LIMIT :most) bounded) AS waiting,
                                  coalesce(extract(epoch FROM now()
                                      - (SELECT min(created_at) FROM e2ee_mailbox)), 0) AS oldest) e
                        """)
                .bind("most", ENVELOPES_COUNTED)
                .map(
                        (row, context) ->
                                new Depths(
                                        row.getDouble("waiting"),
                                        row.getDouble("oldest"),
                                        row.getDouble("failing"),
                                        row.getDouble("late"),
                                        row.getDouble("open"),
                                        row.getDouble("envelopes"),
                                        row.getDouble("oldest_envelope")))
                .one();
    }

    static Upkeep upkeep(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT count(*) FILTER (WHERE key LIKE 'sweep\\_stopped\\_by\\_%'),
                            extract(epoch FROM now() - coalesce(
                                (SELECT value::timestamptz FROM server_state
                                 WHERE key = 'last_backup'),
                                (SELECT max(installed_on) FROM flyway_schema_history
                                 WHERE version = '24')))
                        FROM server_state
                        """)
                .map((row, context) -> new Upkeep(row.getDouble(1), row.getDouble(2)))
                .one();
    }
}
