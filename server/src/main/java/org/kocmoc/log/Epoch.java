package org.kocmoc.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;
import org.kocmoc.db.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The epoch that new log rows carry. It changes whenever this database's past may have become
/// another one: restored from a backup, copied to another server, or gone on from a standby that
/// had not received everything (a new timeline of PostgreSQL). Clients notice by it that numbers
/// which they have seen may now belong to something else.
///
/// Each new connection is asked which server and timeline it belongs to before its first use, so
/// nothing is appended on a new timeline under the old epoch. Behind a pooler, which changes
/// servers below a living connection, each transaction asks. A new epoch is the present Unix time,
/// so that two restores of one backup never share one. Any thread.
public final class Epoch {
    private static final Logger LOG = LoggerFactory.getLogger(Epoch.class);

    /// The function fails on a standby, whose connections are thereby refused.
    private static final String TIMELINE =
            """
            SELECT system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
            FROM pg_control_system()
            """;

    private final ReentrantLock change = new ReentrantLock();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private final boolean asksEachTime;
    private volatile String timeline = "";
    private volatile long current;

    private Epoch(boolean asksEachTime) {
        this.asksEachTime = asksEachTime;
    }

    /// Reads the epoch of a database, and watches the connections that are made from now on.
    public static Epoch read(Database database) {
        Epoch epoch = new Epoch(database.isBehindPooler());
        database.onNewConnection(epoch::check);
        database.execute(epoch::look);
        return epoch;
    }

    private void look(Handle handle) {
        try {
            check(handle.getConnection());
        } catch (SQLException e) {
            throw new LogException(e);
        }
    }

    /// Runs something whenever the past has become another one: what was read or made before may
    /// not be in the database any more. On the thread that found out; must not use the database.
    public void onNewPast(Runnable follower) {
        followers.add(follower);
    }

    /// The epoch of what was appended last.
    public long current() {
        return current;
    }

    /// The epoch of what a transaction appends.
    public long of(Handle handle) {
        try {
            return of(handle.getConnection());
        } catch (SQLException e) {
            throw new LogException(e);
        }
    }

    /// As [#of(Handle)].
    public long of(Connection connection) throws SQLException {
        if (asksEachTime) {
            check(connection);
        }
        return current;
    }

    private void check(Connection connection) throws SQLException {
        String found = query(connection, TIMELINE);
        if (found.equals(timeline)) {
            return;
        }
        change.lock();
        try {
            adopt(connection, found);
        } finally {
            change.unlock();
        }
    }

    /// One statement each, so that it works with and without a transaction around it. Of several
    /// servers one makes the new epoch, the others find it.
    private void adopt(Connection connection, String found) throws SQLException {
        try (PreparedStatement move =
                connection.prepareStatement(
                        """
                        WITH moved AS (
                            UPDATE server_state SET value = ?
                            WHERE key = 'timeline' AND value <> ? RETURNING key
                        )
                        UPDATE server_state
                        SET value = greatest(value::bigint + 1, extract(epoch FROM now())::bigint)
                        WHERE key = 'epoch' AND EXISTS (SELECT FROM moved)
                        """)) {
            move.setString(1, found);
            move.setString(2, found);
            if (move.executeUpdate() > 0) {
                LOG.atWarn()
                        .addKeyValue("timeline", found)
                        .log("the database has a new past: clients will load anew");
            }
        }
        try (PreparedStatement first =
                connection.prepareStatement(
                        """
                        INSERT INTO server_state (key, value) VALUES ('timeline', ?)
                        ON CONFLICT DO NOTHING
                        """)) {
            first.setString(1, found);
            first.executeUpdate();
        }
        current =
                Long.parseLong(
                        query(connection, "SELECT value FROM server_state WHERE key = 'epoch'"));
        timeline = found;
        followers.forEach(Runnable::run);
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("No row: " + sql);
            }
            return rows.getString(1);
        }
    }
}
