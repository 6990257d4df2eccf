package org.kocmoc.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.kocmoc.base.Bytes;
import org.kocmoc.db.Database;

/// What plain JDBC reaches on the same PostgreSQL, without server, rules or protocol.
final class Reference implements AutoCloseable {
    private static final int CONNECTIONS = 32;
    private static final int ROW_BYTES = 120;

    private final Database database;
    private final List<Connection> connections = new ArrayList<>();

    Reference(Database database) throws SQLException {
        this.database = database;
        database.execute(
                handle ->
                        handle.execute(
                                """
                                CREATE TABLE IF NOT EXISTS bench_rows (
                                    id bigserial PRIMARY KEY, chat_id bigint NOT NULL,
                                    sender_id bigint NOT NULL, body bytea NOT NULL,
                                    created_at timestamptz NOT NULL DEFAULT now())
                                """));
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(database.dataSource().getConnection());
        }
    }

    /// Autocommitted inserts of one row each.
    List<Load.Action> inserts() throws SQLException {
        List<Load.Action> actions = new ArrayList<>();
        for (Connection connection : connections) {
            PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO bench_rows (chat_id, sender_id, body) VALUES (?, ?, ?)");
            byte[] body = Bytes.random(ROW_BYTES);
            actions.add(
                    () -> {
                        insert.setLong(1, 1);
                        insert.setLong(2, 2);
                        insert.setBytes(3, body);
                        insert.executeUpdate();
                    });
        }
        return actions;
    }

    /// Reads of the newest 50 rows of a chat.
    List<Load.Action> pages(LongSupplier chat) throws SQLException {
        List<Load.Action> actions = new ArrayList<>();
        for (Connection connection : connections) {
            PreparedStatement select =
                    connection.prepareStatement(
                            "SELECT * FROM messages WHERE chat_id = ? ORDER BY seq DESC LIMIT 50");
            long id = chat.getAsLong();
            actions.add(
                    () -> {
                        select.setLong(1, id);
                        try (var rows = select.executeQuery()) {
                            while (rows.next()) {
                                rows.getLong(1);
                            }
                        }
                    });
        }
        return actions;
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
        try (Connection connection = database.dataSource().getConnection();
                Statement drop = connection.createStatement()) {
            drop.execute("DROP TABLE bench_rows");
        }
    }
}
