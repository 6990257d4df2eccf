package org.kocmoc.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// SQL that reads a database for a backup. Each call runs on the caller's handle.
final class DumpStore {
    /// Work in progress of one moment: jobs plan themselves anew, and to send mails again that went
    /// out since, with codes that have expired, would be worse than not to. What lies in one store
    /// of files says nothing about another.
    static final Set<String> LEFT_OUT =
            Set.of(
                    "scheduled_tasks",
                    "mail_outbox",
                    "push_outbox",
                    "push_looks",
                    "rate_limits",
                    "stray_blobs",
                    "e2ee_one_time_keys",
                    "e2ee_one_time_kems");

    /// Columns that hold the epoch of the log. The number of an entry about the members of an
    /// encrypted group is called epoch as well, and is part of its key: that one stays as it is.
    static final String LOG_EPOCH =
            """
            (a.attname = 'epoch' AND NOT EXISTS (
                SELECT FROM pg_index i
                WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)))
            """;

    private DumpStore() {}

    record State(int schema, String postgres, long epoch) {}

    static State state(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT (SELECT max(version::int) FROM flyway_schema_history
                                WHERE success AND version IS NOT NULL),
                            current_setting('server_version'),
                            (SELECT value::bigint FROM server_state WHERE key = 'epoch')
                        """)
                .map((row, context) -> new State(row.getInt(1), row.getString(2), row.getLong(3)))
                .one();
    }

    /// Our tables with their columns; a table of somebody else does not name its owner. Epochs of
    /// the log are left out: a restore gives every row its own.
    static List<Table> tables(Handle handle) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        handle.createQuery(
                        """
                        SELECT c.relname, a.attname FROM pg_class c
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                            AND NOT a.attisdropped AND a.attgenerated = '' AND NOT %s
                        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                            AND obj_description(c.oid, 'pg_class') LIKE 'Owner:%%'
                        ORDER BY c.relname, a.attnum
                        """
                                .formatted(LOG_EPOCH))
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .filter(column -> !LEFT_OUT.contains(column.getKey()))
                .forEach(
                        column ->
                                columns.computeIfAbsent(column.getKey(), name -> new ArrayList<>())
                                        .add(column.getValue()));
        return columns.entrySet().stream()
                .map(table -> new Table(table.getKey(), List.copyOf(table.getValue())))
                .toList();
    }

    /// The last number given by each sequence, by `table.column`.
    static Map<String, Long> sequences(Handle handle) {
        Map<String, Long> last = new LinkedHashMap<>();
        handle.createQuery(OWNED_SEQUENCES.formatted("pg_sequence_last_value(s.oid)"))
                .map((row, context) -> Map.entry(row.getString(2), row.getLong(3)))
                .forEach(sequence -> last.put(sequence.getKey(), sequence.getValue()));
        return last;
    }

    /// Sequences of our tables' columns: name, `table.column`, and an expression.
    static final String OWNED_SEQUENCES =
            """
            SELECT s.oid::regclass::text, t.relname || '.' || a.attname, %s
            FROM pg_class s
            JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass
                AND d.deptype IN ('a', 'i')
            JOIN pg_class t ON t.oid = d.refobjid
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE s.relkind = 'S' AND t.relnamespace = current_schema()::regnamespace
            ORDER BY 2
            """;

    /// Copies a whole table within that time.
    static long copy(Handle handle, Table table, long timeoutMillis, OutputStream out) {
        handle.execute("SET LOCAL statement_timeout = " + Math.max(1, timeoutMillis));
        long rows =
                copy(
                        handle,
                        "COPY " + table.quoted() + " (" + table.columnList() + ") TO STDOUT",
                        out);
        handle.execute("SET LOCAL statement_timeout = '30s'");
        return rows;
    }

    /// @param last key of the page's last row; null if it was the last page
    record Page(long rows, @Nullable String last) {}

    /// Copies the rows after a key, a page of them.
    static Page copyPage(
            Handle handle,
            Table table,
            LongTable paging,
            String createdAt,
            @Nullable String after,
            OutputStream out) {
        String key =
                paging.key().stream().map(Table::quote).collect(Collectors.joining(", ", "(", ")"));
        String from =
                paging.condition(createdAt) + (after == null ? "" : " AND " + key + " > " + after);
        Optional<String> last = lastKey(handle, table, paging, from);
        String upTo = last.map(end -> " AND " + key + " <= " + end).orElse("");
        long copied =
                copy(
                        handle,
                        "COPY (SELECT "
                                + table.columnList()
                                + " FROM "
                                + table.quoted()
                                + " WHERE "
                                + from
                                + upTo
                                + ") TO STDOUT",
                        out);
        return new Page(copied, last.orElse(null));
    }

    /// The key of the last row of a full page, quoted for SQL; empty if fewer rows are left.
    private static Optional<String> lastKey(
            Handle handle, Table table, LongTable paging, String from) {
        String key =
                paging.key().stream().map(Table::quote).collect(Collectors.joining(", ", "(", ")"));
        return handle.createQuery(
                        "SELECT '(' || "
                                + paging.key().stream()
                                        .map(k -> "quote_literal(" + Table.quote(k) + "::text)")
                                        .collect(Collectors.joining(" || ', ' || "))
                                + " || ')' FROM "
                                + table.quoted()
                                + " WHERE "
                                + from
                                + " ORDER BY "
                                + key.substring(1, key.length() - 1)
                                + " OFFSET "
                                + (paging.pageRows() - 1)
                                + " LIMIT 1")
                .mapTo(String.class)
                .findOne();
    }

    private static long copy(Handle handle, String sql, OutputStream out) {
        try {
            return handle.getConnection().unwrap(PGConnection.class).getCopyAPI().copyOut(sql, out);
        } catch (SQLException | IOException e) {
            throw new BackupException("The database could not be read: " + e.getMessage(), e);
        }
    }

    /// Has deleted files keep their bytes for a while; returns a mark to end it by.
    static String holdDeletions(Handle handle, long minutes) {
        return handle.createQuery(
                        """
                        INSERT INTO server_state (key, value)
                        VALUES ('backup_until', (now() + make_interval(mins => :minutes::int))::text)
                        ON CONFLICT (key) DO UPDATE SET value = excluded.value
                        RETURNING value
                        """)
                .bind("minutes", minutes)
                .mapTo(String.class)
                .one();
    }

    static void noteBackup(Handle handle, Instant at) {
        handle.execute(
                """
                INSERT INTO server_state (key, value) VALUES ('last_backup', ?)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """,
                at.toString());
    }

    /// Unless another backup has taken over.
    static void releaseDeletions(Handle handle, String mark) {
        handle.execute("DELETE FROM server_state WHERE key = 'backup_until' AND value = ?", mark);
    }

    /// Master keys that keys of chats are wrapped by.
    static List<String> masterKeyIds(Handle handle) {
        return handle.createQuery("SELECT DISTINCT master_key_id FROM chat_keys")
                .mapTo(String.class)
                .list();
    }
}
