package org.kocmoc.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/// The pool of connections and the three ways to use one: [#read], [#snapshot], [#write].
///
/// Safe for any number of threads. Every call blocks for a connection (at most 5 seconds), runs the
/// work on the caller's thread and gives the connection back. Statements are cut off after 30
/// seconds, waits for a lock after 5 (both can be changed inside a transaction by `SET LOCAL`).
/// Failures come as JDBI's unchecked exceptions; [SqlState] tells what they mean.
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final int BACKOFF_MILLIS = 20;

    /// From this use of a statement on, a connection saves parsing and planning it.
    private static final int PREPARE_THRESHOLD = 5;

    private final ScopedValue<Boolean> inUse = ScopedValue.newInstance();
    private final CheckedSource source;
    private final boolean pooled;
    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private volatile @Nullable Around around;

    /// What surrounds every use of the database: it runs the work once and passes its result or
    /// failure on.
    @FunctionalInterface
    public interface Around {
        /// @param kind `read`, `write` or `snapshot`
        <R, X extends Exception> R run(String kind, ScopedValue.CallableOp<R, X> work) throws X;
    }

    /// Connects, and fails if the database cannot be reached.
    public Database(DatabaseSettings settings) {
        PGSimpleDataSource server = settings.singleConnections();
        // Above the longest statement: only a server that is gone without a word is caught by this.
        server.setSocketTimeout(60);
        pooled = isBehindPooler(server);
        if (!pooled) {
            server.setPrepareThreshold(PREPARE_THRESHOLD);
        }
        source = new CheckedSource(server);
        pool = new HikariDataSource(configuration(settings, source));
        jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
        Mappings.register(jdbi);
        // Parameters are what people wrote; exceptions end up in logs. All forms but this one show
        // parameters; the stack trace leads to the statement.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    }

    /// Single statements, each seeing what is committed when it starts, committed one by one.
    public <R, X extends Exception> R read(HandleCallback<R, X> work) throws X {
        return alone("read", () -> jdbi.withHandle(work));
    }

    /// As [#read] for [Plain] work.
    public <R> R query(Plain<R> work) {
        return alone(
                "read",
                () -> {
                    try (Connection connection = connect()) {
                        return work.run(connection);
                    } catch (SQLException e) {
                        throw new QueryException(e);
                    }
                });
    }

    private Connection connect() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /// Several queries over one unchanging view of the data (`REPEATABLE READ`, read only). Keep it
    /// short: while it lasts, no dead row version can be reused.
    public <R, X extends Exception> R snapshot(HandleCallback<R, X> work) throws X {
        return alone(
                "snapshot",
                () ->
                        jdbi.inTransaction(
                                handle -> {
                                    // By statement, since the driver's own setter changes the
                                    // session.
                                    handle.execute(
                                            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                                    return work.withHandle(handle);
                                }));
    }

    /// One transaction (`READ COMMITTED`), rolled back if the work throws. When it loses against
    /// another one by deadlock or serialization failure it runs again, up to 5 times, so the work
    /// must have no effect outside of the database; what failed before is attached as suppressed.
    public <R, X extends Exception> R write(HandleCallback<R, X> work) throws X {
        return alone("write", () -> retrying(() -> jdbi.inTransaction(work)));
    }

    /// As [#write] for [Plain] work.
    public <R> R transaction(Plain<R> work) {
        return alone("write", () -> retrying(() -> commit(work)));
    }

    /// What is not committed when the connection goes back is rolled back by the pool.
    private <R> R commit(Plain<R> work) {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            R result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw new QueryException(e);
        }
    }

    /// The same as [#write] for work without a result.
    public <X extends Exception> void execute(HandleConsumer<X> work) throws X {
        write(
                handle -> {
                    work.useHandle(handle);
                    return true;
                });
    }

    /// The pool itself, for libraries that bring their own transactions.
    public DataSource dataSource() {
        return pool;
    }

    /// Has every connection that is made from now on looked at before its first use.
    public void onNewConnection(NewConnection check) {
        source.check(check);
    }

    /// From now on.
    public void surround(Around surrounding) {
        around = surrounding;
    }

    /// Whether a pooler stands in between, so that one connection here may be served by one server
    /// now and by another one later.
    public boolean isBehindPooler() {
        return pooled;
    }

    /// Reports how busy the pool is and how long callers wait for it.
    public void measure(MeterRegistry registry) {
        pool.setMetricRegistry(registry);
    }

    /// Waits for nobody: connections in use are cut.
    @Override
    public void close() {
        pool.close();
    }

    private static <R, X extends Exception> R retrying(ScopedValue.CallableOp<R, X> work) throws X {
        List<RuntimeException> earlier = new ArrayList<>();
        while (true) {
            try {
                return work.call();
            } catch (RuntimeException e) {
                if (!SqlState.isRetryable(e)
                        || earlier.size() + 1 == ATTEMPTS
                        || !pause(earlier.size())) {
                    earlier.forEach(e::addSuppressed);
                    throw e;
                }
                earlier.add(e);
            }
        }
    }

    /// Jitter keeps two transactions that met once from meeting again in step.
    private static boolean pause(int earlier) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, BACKOFF_MILLIS << earlier));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <R, X extends Exception> R alone(String kind, ScopedValue.CallableOp<R, X> work)
            throws X {
        if (inUse.isBound()) {
            throw new IllegalStateException(
                    "This thread already holds a connection; pass its Handle on instead");
        }
        Around surrounding = around;
        return ScopedValue.where(inUse, true)
                .call(surrounding == null ? work : () -> surrounding.run(kind, work));
    }

    /// A pooler gives out process numbers of its own.
    private static boolean isBehindPooler(PGSimpleDataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    private static HikariConfig configuration(DatabaseSettings settings, DataSource source) {
        var config = new HikariConfig();
        config.setPoolName("kocmoc");
        config.setDataSource(source);
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(settings.poolSize(), 2));
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(5_000);
        config.setExceptionOverride(new StandbyEviction());
        return config;
    }
}
