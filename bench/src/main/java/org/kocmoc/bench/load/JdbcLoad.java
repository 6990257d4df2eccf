package org.kocmoc.bench.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kocmoc.base.Bytes;
import org.kocmoc.db.Database;

/// What plain JDBC reaches on the same PostgreSQL, without server, rules or protocol: 32
/// connections, each with a virtual thread that repeats one statement.
public final class JdbcLoad implements AutoCloseable {
    public static final int CONNECTIONS = 32;
    private static final int ROW_BYTES = 120;

    /// Something done once per call.
    @FunctionalInterface
    private interface Action {
        void run() throws SQLException;
    }

    private final Database database;
    private final List<Connection> connections = new ArrayList<>();

    public JdbcLoad(Database database) throws SQLException {
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
    public Latencies inserts(Duration time)
            throws SQLException, InterruptedException, ExecutionException {
        List<Action> actions = new ArrayList<>();
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
        return run(actions, time);
    }

    /// Reads of the newest 50 rows of chats.
    public Latencies selects(List<Long> chats, Duration time)
            throws SQLException, InterruptedException, ExecutionException {
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            PreparedStatement select =
                    connections
                            .get(i)
                            .prepareStatement(
                                    "SELECT * FROM messages WHERE chat_id = ? ORDER BY seq DESC"
                                            + " LIMIT 50");
            long chat = chats.get(i % chats.size());
            actions.add(
                    () -> {
                        select.setLong(1, chat);
                        try (var rows = select.executeQuery()) {
                            while (rows.next()) {
                                rows.getLong(1);
                            }
                        }
                    });
        }
        return run(actions, time);
    }

    private static Latencies run(List<Action> actions, Duration time)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Callable<Latencies>> tasks = new ArrayList<>();
        actions.forEach(action -> tasks.add(() -> repeat(action, end)));
        Latencies all = new Latencies();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Latencies> part : threads.invokeAll(tasks)) {
                all.addAll(part.get());
            }
        }
        all.lasted(System.nanoTime() - start);
        return all;
    }

    private static Latencies repeat(Action action, long end) throws SQLException {
        Latencies latencies = new Latencies();
        for (long before = System.nanoTime(); before < end; ) {
            action.run();
            long after = System.nanoTime();
            latencies.add(after - before);
            before = after;
        }
        return latencies;
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
