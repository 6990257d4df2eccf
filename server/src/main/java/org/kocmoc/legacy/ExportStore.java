package org.kocmoc.legacy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.db.DatabaseSettings;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/// SQL of an export. One thread.
final class ExportStore extends CopyStore {
    /// Column of the password in [ExportQueries#USERS], of the text and the sealed body in
    /// [ExportQueries#MESSAGES].
    private static final int PASSWORD = 4;

    private static final int TEXT = 4;
    private static final int BODY = 14;

    ExportStore(DatabaseSettings from, DatabaseSettings to) {
        super(from, to);
    }

    /// Makes the legacy tables in an empty database.
    void prepare() {
        try (InputStream in =
                ExportStore.class.getResourceAsStream("/db/migration/V1__legacy.sql")) {
            if (!rows(
                            target,
                            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'")
                    .equals(List.of("0"))) {
                throw new LegacyException("The target database is not empty.", null);
            }
            execute(
                    target,
                    new String(
                            java.util.Objects.requireNonNull(in).readAllBytes(),
                            StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Copies what SQL can make of it; returns the rows.
    long copy(LegacyTable table) {
        String query = ExportQueries.QUERIES.get(table);
        if (query == null) {
            return 0;
        }
        try (PGCopyOutputStream in =
                new PGCopyOutputStream(
                        target.unwrap(PGConnection.class),
                        "COPY " + table.table() + " (" + table.columns() + ") FROM STDIN")) {
            long rows =
                    source.unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY (" + query + ") TO STDOUT", in);
            in.endCopy();
            return rows;
        } catch (SQLException | IOException e) {
            throw failed(e);
        }
    }

    /// Copies accounts.
    ///
    /// @param password what the old server can check, of a stored hash and an e-mail
    long copyUsers(java.util.function.BinaryOperator<String> password) {
        try (Statement read = source.createStatement();
                ResultSet rows = read.executeQuery(ExportQueries.USERS);
                PreparedStatement write = insert(LegacyTable.USERS)) {
            long copied = 0;
            while (rows.next()) {
                bind(write, rows, LegacyTable.USERS);
                write.setString(
                        PASSWORD, password.apply(rows.getString(PASSWORD), rows.getString(3)));
                write.executeUpdate();
                copied++;
            }
            return copied;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// A text as it is stored.
    record Sealed(byte[] body, int keyVersion, Bodies.Place place) {}

    /// Copies messages with their texts in the clear.
    long copyMessages(Function<Sealed, String> opener) {
        long copied = 0;
        long after = 0;
        long last;
        do {
            last = after;
            try (PreparedStatement read = source.prepareStatement(ExportQueries.MESSAGES);
                    PreparedStatement write = insert(LegacyTable.MESSAGES)) {
                read.setLong(1, after);
                try (ResultSet rows = read.executeQuery()) {
                    while (rows.next()) {
                        bind(write, rows, LegacyTable.MESSAGES);
                        Optional<Sealed> sealed = sealed(rows);
                        if (sealed.isPresent()) {
                            write.setString(TEXT, opener.apply(sealed.get()));
                        }
                        write.addBatch();
                        after = rows.getLong(1);
                        copied++;
                    }
                }
                write.executeBatch();
            } catch (SQLException e) {
                throw failed(e);
            }
        } while (after > last);
        return copied;
    }

    private static Optional<Sealed> sealed(ResultSet row) throws SQLException {
        byte @Nullable [] body = row.getBytes(BODY);
        if (body == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Sealed(
                        body,
                        row.getInt(BODY + 1),
                        new Bodies.Place(
                                new ChatId(row.getLong(2)),
                                row.getLong(3),
                                row.getString(BODY + 2),
                                row.getInt(BODY + 3))));
    }

    private PreparedStatement insert(LegacyTable table) throws SQLException {
        String marks = "?, ".repeat(table.columns().split(", ").length);
        return target.prepareStatement(
                "INSERT INTO %s (%s) VALUES (%s)"
                        .formatted(
                                table.table(),
                                table.columns(),
                                marks.substring(0, marks.length() - 2)));
    }

    private static void bind(PreparedStatement write, ResultSet row, LegacyTable table)
            throws SQLException {
        for (int column = 1; column <= table.columns().split(", ").length; column++) {
            write.setObject(column, row.getObject(column));
        }
    }

    /// Where the old server looks for a file of ours: folder, and name with its ending.
    Optional<String> placeOf(String id) {
        try (PreparedStatement query =
                source.prepareStatement(
                        """
                        SELECT CASE WHEN mimetype LIKE 'audio/%' THEN 'voice/' ELSE 'files/' END || id
                            || coalesce(substring(original_name FROM '\\.[A-Za-z0-9]{1,8}$'), '')
                        FROM files WHERE id = ?
                        """)) {
            query.setString(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// What the old server has no place for, each with its number.
    List<String> notes() {
        return rows(
                source,
                """
                SELECT n || ' ' || what FROM (
                    SELECT count(*) AS n, 'end-to-end encrypted chats stay behind: nobody but their members can read them' AS what
                        FROM chats WHERE mode = 'e2ee'
                    UNION ALL SELECT count(*), 'deleted messages stay behind' FROM messages WHERE deleted_at IS NOT NULL
                    UNION ALL SELECT count(*), 'blocks stay behind' FROM blocks
                    UNION ALL SELECT count(*), 'accounts with a second factor will be without it' FROM users WHERE totp_enabled_at IS NOT NULL
                ) x WHERE n > 0
                """);
    }

    /// New rows of the old server follow on.
    @Override
    void commit() {
        for (LegacyTable table : LegacyTable.values()) {
            rows(
                    target,
                    "SELECT setval(pg_get_serial_sequence('%1$s', 'id'), greatest(coalesce(max(id), 0), 1), max(id) IS NOT NULL) FROM %1$s"
                            .formatted(table.table()));
        }
        super.commit();
    }
}
