package org.kocmoc.doctor;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// What the doctor asks the database.
final class DoctorStore {
    /// Facts about the PostgreSQL server and our place in it.
    ///
    /// @param version as `server_version_num`
    /// @param mayCreate whether our account may make tables
    /// @param encoding character encoding of the database
    /// @param foldsCase whether `lower` knows letters besides ASCII
    /// @param collationIsStale whether the system's collation changed under the indexes
    /// @param now the server's clock
    record Facts(
            int version,
            boolean mayCreate,
            String encoding,
            boolean foldsCase,
            boolean collationIsStale,
            Instant now) {}

    private DoctorStore() {}

    static Facts facts(Handle handle) {
        int version =
                handle.createQuery("SELECT current_setting('server_version_num')::int")
                        .mapTo(Integer.class)
                        .one();
        // Since 15 PostgreSQL remembers the version of the library that sorted its indexes.
        String stale =
                version < 150_000
                        ? "false"
                        : "coalesce(datcollversion <> pg_database_collation_actual_version(oid), false)";
        return handle.createQuery(
                        """
                        SELECT has_schema_privilege(current_schema(), 'CREATE') AS may_create,
                            pg_encoding_to_char(encoding) AS encoding,
                            lower('Ж') = 'ж' AS folds,
                            %s AS stale,
                            clock_timestamp() AS now
                        FROM pg_database WHERE datname = current_database()
                        """
                                .formatted(stale))
                .map(
                        (row, context) ->
                                new Facts(
                                        version,
                                        row.getBoolean("may_create"),
                                        row.getString("encoding"),
                                        row.getBoolean("folds"),
                                        row.getBoolean("stale"),
                                        row.getTimestamp("now").toInstant()))
                .one();
    }

    /// Whether our migrations ran here.
    static boolean isMigrated(Handle handle) {
        return handle.createQuery("SELECT to_regclass('server_state') IS NOT NULL")
                .mapTo(Boolean.class)
                .one();
    }

    /// Servers that have given a sign of life within twice the time between two.
    static int servers(Handle handle) {
        return handle.createQuery(
                        "SELECT count(*) FROM nodes WHERE beat_at > now() - interval '20 seconds'")
                .mapTo(Integer.class)
                .one();
    }

    /// Accounts whose email differs from an older account's only in case or blanks.
    static List<String> shadowedEmails(Handle handle) {
        return handle.createQuery(
                        "SELECT id || ' ' || email FROM users WHERE email_key IS NULL ORDER BY id LIMIT 100")
                .mapTo(String.class)
                .list();
    }

    /// Names of the master keys that chats were encrypted under.
    static List<String> masterKeys(Handle handle) {
        return handle.createQuery(
                        "SELECT master_key_id FROM chat_keys UNION SELECT master_key_id FROM chat_search_keys ORDER BY 1")
                .mapTo(String.class)
                .list();
    }

    /// Why files that nobody needs are not removed.
    static List<String> stoppedSweeps(Handle handle) {
        return handle.createQuery(
                        "SELECT value FROM server_state WHERE key LIKE 'sweep\\_stopped\\_by\\_%' ORDER BY key")
                .mapTo(String.class)
                .list();
    }

    /// Whole days since the last good backup, or since backups are noted, if there was none.
    static long daysWithoutBackup(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT coalesce(floor(extract(epoch FROM now() - coalesce(
                            (SELECT value::timestamptz FROM server_state WHERE key = 'last_backup'),
                            (SELECT max(installed_on) FROM flyway_schema_history
                             WHERE version = '24'))) / 86400), 0)::bigint
                        """)
                .mapTo(Long.class)
                .one();
    }
}
