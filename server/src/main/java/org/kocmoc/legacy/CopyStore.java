package org.kocmoc.legacy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.db.DatabaseSettings;

/// Two databases for one copy: the source is only read, as of one moment; what is written to the
/// target counts from [#commit] on, and is gone if that never comes. One thread.
abstract sealed class CopyStore implements AutoCloseable permits ImportStore, ExportStore {
    final Connection source;
    final Connection target;

    CopyStore(DatabaseSettings from, DatabaseSettings to) {
        try {
            source = from.connect();
            target = to.connect();
            source.setAutoCommit(false);
            target.setAutoCommit(false);
            execute(source, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            for (Connection connection : List.of(source, target)) {
                execute(connection, "SET LOCAL statement_timeout = 0");
                execute(connection, "SET LOCAL idle_in_transaction_session_timeout = 0");
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Keeps what was copied.
    void commit() {
        try {
            target.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// The first column of all rows, which holds no null.
    static List<String> rows(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    static LegacyException failed(Exception e) {
        return new LegacyException("The database refused: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try (source;
                target) {
            source.rollback();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
