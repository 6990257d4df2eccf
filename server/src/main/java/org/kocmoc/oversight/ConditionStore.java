package org.kocmoc.oversight;

import org.jdbi.v3.core.Handle;

/// SQL that asks how the database and what it keeps are doing.
final class ConditionStore {
    /// @param mailboxOldestSeconds how long the oldest encrypted envelope has waited for its device
    /// @param messagesToIndex about how many messages are not found by their words yet
    public record Figures(
            String version,
            long sizeBytes,
            int connections,
            long files,
            long fileBytes,
            int usersOnline,
            int mailWaiting,
            int jobsFailing,
            int reportsOpen,
            long mailboxOldestSeconds,
            long messagesToIndex) {}

    private ConditionStore() {}

    static Figures figures(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT current_setting('server_version') AS version,
                            pg_database_size(current_database()) AS size_bytes,
                            (SELECT count(*) FROM pg_stat_activity
                             WHERE datname = current_database()) AS connections,
                            f.files, f.file_bytes,
                            (SELECT count(*) FROM users WHERE online) AS users_online,
                            (SELECT count(*) FROM mail_outbox
                             WHERE sent_at IS NULL AND next_try_at < 'infinity') AS mail_waiting,
                            (SELECT count(*) FROM scheduled_tasks WHERE consecutive_failures > 0)
                                AS jobs_failing,
                            (SELECT count(*) FROM reports WHERE resolved_at IS NULL) AS reports_open,
                            coalesce((SELECT extract(epoch FROM now() - min(created_at))
                                FROM e2ee_mailbox), 0)::bigint AS mailbox_oldest_seconds,
                            greatest(coalesce((SELECT max(id) FROM messages), 0)
                                - (SELECT up_to FROM message_terms_progress), 0) AS messages_to_index
                        FROM (SELECT count(*) AS files,
                                  coalesce(sum(size + coalesce(thumb_size, 0)), 0) AS file_bytes
                              FROM files WHERE deleted_at IS NULL) AS f
                        """)
                .mapTo(Figures.class)
                .one();
    }
}
