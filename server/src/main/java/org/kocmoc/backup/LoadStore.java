package org.kocmoc.backup;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.db.DatabaseSettings;
import org.postgresql.PGConnection;

/// SQL that fills an empty, migrated database from a backup, in one transaction: whatever goes
/// wrong, it is empty again. Indexes and references are made when everything is there. One thread.
final class LoadStore implements AutoCloseable {
    /// Clients have seen numbers that were given after the backup; nothing new may get one of them.
    private static final long LEAP = 100_000;

    /// Table, name, definition, target, condition that the target is it, condition that there is
    /// one, and how to forget it, if deleting the target does that.
    private static final String REFERENCES =
            """
            SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid),
                c.confrelid::regclass::text,
                string_agg(format('p.%I = x.%I', f.attname, a.attname), ' AND '),
                string_agg(format('x.%I IS NOT NULL', a.attname), ' AND '),
                CASE WHEN c.confdeltype = 'n' THEN string_agg(format('%I = NULL', a.attname), ', ') END
            FROM pg_constraint c
            CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(child, parent)
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.child
            JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = k.parent
            WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
            GROUP BY c.oid ORDER BY 1, 2
            """;

    private static final String INDEXES =
            """
            SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                AND NOT EXISTS (SELECT FROM pg_constraint
                    WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
            ORDER BY 1
            """;

    private record Rebuilt(String drop, String make) {}

    /// @param removal what to do with rows that refer to nothing
    private record Reference(Rebuilt constraint, String removal) {}

    private final Connection connection;
    private final List<Reference> references = new ArrayList<>();
    private final List<Rebuilt> indexes = new ArrayList<>();

    LoadStore(DatabaseSettings settings) {
        try {
            connection = settings.connect();
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Whether nobody has an account here.
    boolean isEmpty() {
        return query("SELECT 1 FROM users LIMIT 1").isEmpty();
    }

    /// Clears what the migrations put there and takes away what slows loading or hinders it.
    void prepare(long epoch) {
        execute("SET LOCAL statement_timeout = 0");
        execute("SET LOCAL lock_timeout = '60s'");
        execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        List<String> tables = ourTables();
        if (!tables.isEmpty()) {
            execute("TRUNCATE " + String.join(", ", tables));
        }
        findReferences();
        findIndexes();
        references.forEach(reference -> execute(reference.constraint().drop()));
        indexes.forEach(index -> execute(index.drop()));
        for (String table : tablesWithEpoch()) {
            execute("ALTER TABLE " + table + " ALTER COLUMN epoch SET DEFAULT " + epoch);
        }
    }

    private void findReferences() {
        for (List<String> row : query(REFERENCES)) {
            String child = row.get(0);
            String orphans =
                    " x WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s)"
                            .formatted(row.get(5), row.get(3), row.get(4));
            references.add(
                    new Reference(
                            new Rebuilt(
                                    "ALTER TABLE " + child + " DROP CONSTRAINT " + row.get(1),
                                    "ALTER TABLE %s ADD CONSTRAINT %s %s"
                                            .formatted(child, row.get(1), row.get(2))),
                            row.get(6) == null
                                    ? "DELETE FROM " + child + orphans
                                    : "UPDATE "
                                            + child
                                            + orphans.replaceFirst(
                                                    " x WHERE",
                                                    " x SET " + row.get(6) + " WHERE")));
        }
    }

    private void findIndexes() {
        for (List<String> row : query(INDEXES)) {
            indexes.add(new Rebuilt("DROP INDEX " + row.get(0), row.get(1)));
        }
    }

    /// Loads one table and returns how many rows it got.
    long load(Table table, InputStream rows) throws IOException {
        try {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY " + table.quoted() + " (" + table.columnList() + ") FROM STDIN",
                            rows);
        } catch (SQLException e) {
            throw new BackupException(
                    "The table " + table.name() + " could not be loaded: " + e.getMessage(), e);
        }
    }

    /// Makes one state of what was read at different moments, and everything ready for a server.
    ///
    /// @param createdAt when the backup began
    /// @return how many rows were no part of its moment
    long finish(Map<String, Long> sequences, long epoch, Instant createdAt) {
        long dropped = trim() + removeOrphans();
        indexes.forEach(index -> execute(index.make()));
        references.forEach(reference -> execute(reference.constraint().make()));
        for (String table : tablesWithEpoch()) {
            execute("ALTER TABLE " + table + " ALTER COLUMN epoch DROP DEFAULT");
        }
        for (Map.Entry<String, String> repair : MomentStore.repairs(createdAt).entrySet()) {
            if (query("SELECT to_regclass('" + repair.getKey() + "')").getFirst().getFirst()
                    != null) {
                execute(repair.getValue());
            }
        }
        execute("UPDATE server_state SET value = '" + epoch + "' WHERE key = 'epoch'");
        execute(
                "DELETE FROM server_state WHERE key IN ('timeline', 'backup_until', 'last_backup')");
        forgetFileStore();
        setSequences(sequences);
        return dropped;
    }

    /// Lets the database own no store of files: the one it is put beside may be in use by another.
    void forgetFileStore() {
        execute(MomentStore.NO_FILE_STORE);
    }

    /// What was appended after the snapshot: the numbers above the heads.
    private long trim() {
        long dropped = 0;
        for (String rows : MomentStore.LATER_ROWS) {
            dropped += update(rows);
        }
        return dropped;
    }

    /// What a long table refers to may be gone or not yet there in the snapshot. Does what the
    /// reference does when its target is deleted, until nothing is left to do.
    private long removeOrphans() {
        long removed = 0;
        long changed;
        do {
            changed = 0;
            for (Reference reference : references) {
                changed += update(reference.removal());
            }
            removed += changed;
        } while (changed > 0);
        return removed;
    }

    private void setSequences(Map<String, Long> last) {
        for (List<String> row :
                query(DumpStore.OWNED_SEQUENCES.formatted("quote_ident(a.attname)"))) {
            String table = Table.quote(row.get(1).substring(0, row.get(1).indexOf('.')));
            long before = last.getOrDefault(row.get(1), 0L);
            query(
                    "SELECT setval('%s', greatest(%d, coalesce(max(%s), 0)) + %d) FROM %s"
                            .formatted(row.get(0), before, row.get(2), LEAP, table));
        }
    }

    private List<String> ourTables() {
        return first(
                """
                SELECT quote_ident(relname) FROM pg_class
                WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                    AND obj_description(oid, 'pg_class') LIKE 'Owner:%'
                """);
    }

    private List<String> tablesWithEpoch() {
        return first(
                """
                SELECT quote_ident(c.relname) FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND %s
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                """
                        .formatted(DumpStore.LOG_EPOCH));
    }

    private List<String> first(String sql) {
        return query(sql).stream().map(row -> String.valueOf(row.getFirst())).toList();
    }

    /// Makes it all true at once.
    void commit() {
        try {
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw failed(e);
        }
        execute("ANALYZE");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void execute(String sql) {
        update(sql);
    }

    private long update(String sql) {
        try (Statement statement = connection.createStatement()) {
            return statement.executeLargeUpdate(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private List<List<@Nullable String>> query(String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            int width = rows.getMetaData().getColumnCount();
            List<List<@Nullable String>> found = new ArrayList<>();
            while (rows.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    row.add(rows.getString(column));
                }
                found.add(row);
            }
            return found;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static BackupException failed(SQLException e) {
        return new BackupException("The database refused the backup: " + e.getMessage(), e);
    }
}
