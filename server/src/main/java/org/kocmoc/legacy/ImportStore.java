package org.kocmoc.legacy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kocmoc.db.DatabaseSettings;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/// SQL of an import. One thread.
final class ImportStore extends CopyStore {
    private static final String SCHEMA = "/db/migration/V1__legacy.sql";

    ImportStore(DatabaseSettings from, DatabaseSettings to) {
        super(from, to);
    }

    /// Empties the target for a copy.
    ///
    /// @throws LegacyException if it holds anything but an earlier import that no server has used
    void clear() {
        List<String> tables =
                rows(
                        target,
                        """
                        SELECT quote_ident(relname) FROM pg_class
                        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                        """);
        if (!tables.isEmpty() && !tables.contains("legacy_import")) {
            throw new LegacyException(
                    "The target database is not empty. Name an empty one in PG_DATABASE, or move the data folder away.",
                    null);
        }
        if (tables.contains("scheduled_tasks")
                && !rows(target, "SELECT task_name FROM scheduled_tasks LIMIT 1").isEmpty()) {
            throw new LegacyException(
                    "A server has run on the target since the last import; importing again would undo what people did there. Name an empty database in PG_DATABASE.",
                    null);
        }
        if (!tables.isEmpty()) {
            execute(target, "DROP TABLE " + String.join(", ", tables) + " CASCADE");
        }
        execute(target, resource());
        execute(
                target,
                """
                CREATE TABLE legacy_import (at timestamptz NOT NULL DEFAULT now());
                COMMENT ON TABLE legacy_import IS
                    'Owner: legacy. Marks a database that was filled by an import and may be filled anew by another.';
                INSERT INTO legacy_import DEFAULT VALUES
                """);
    }

    private static String resource() {
        try (InputStream in = ImportStore.class.getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new IllegalStateException(SCHEMA);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(SCHEMA, e);
        }
    }

    /// Copies a table and lets its sequence go on from there; returns the rows.
    long copy(LegacyTable table) {
        String columns = table.table() + " (" + table.columns() + ")";
        try (PGCopyOutputStream in =
                new PGCopyOutputStream(
                        target.unwrap(PGConnection.class), "COPY " + columns + " FROM STDIN")) {
            source.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY " + columns + " TO STDOUT", in);
            in.endCopy();
        } catch (SQLException | IOException e) {
            throw failed(e);
        }
        // Also above what was given out and deleted since: such ids may be known to somebody.
        String last =
                rows(
                                source,
                                "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('"
                                        + table.table()
                                        + "', 'id')::regclass), 0)")
                        .getFirst();
        rows(
                target,
                "SELECT setval(pg_get_serial_sequence('%1$s', 'id'), greatest(%2$s, coalesce(max(id), 0), 1), greatest(%2$s, coalesce(max(id), 0)) > 0) FROM %1$s"
                        .formatted(table.table(), last));
        return count(source, table);
    }

    private static long count(Connection connection, LegacyTable table) {
        return Long.parseLong(rows(connection, "SELECT count(*) FROM " + table.table()).getFirst());
    }

    /// The target as it is after the take-over, by table.
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (LegacyTable table : LegacyTable.values()) {
            counts.put(table.table(), count(target, table));
        }
        return counts;
    }

    /// Things that an operator should know, each with its number.
    List<String> notes() {
        return rows(
                target,
                """
                SELECT n || ' ' || what FROM (
                    SELECT count(*) AS n, 'accounts share an e-mail that differs only in case or blanks: they sign in by the exact spelling' AS what
                        FROM users WHERE email_key IS NULL
                    UNION ALL SELECT count(*), 'personal chats are second ones of the same two people, and stay as they are'
                        FROM chats WHERE type = 'personal' AND pair_low IS NULL
                    UNION ALL SELECT count(*), 'administrators have the published password and must change it at their first sign-in'
                        FROM users WHERE must_change_password
                    UNION ALL SELECT count(*), 'messages of accounts that were deleted' FROM messages WHERE sender_id IS NULL
                ) x WHERE n > 0
                """);
    }

    /// Names of files that messages refer to.
    List<String> filesInMessages() {
        return rows(
                target,
                """
                SELECT DISTINCT substr(url, 12) FROM messages CROSS JOIN LATERAL (VALUES (file_url), (voice_url)) AS u (url)
                WHERE url LIKE '/api/files/%'
                """);
    }
}
