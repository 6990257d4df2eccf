package org.kocmoc.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// Hands out another source's connections after a check of each. Any thread.
final class CheckedSource implements DataSource {
    private final DataSource source;
    private volatile NewConnection check = NewConnection.ACCEPT;

    CheckedSource(DataSource source) {
        this.source = source;
    }

    /// From now on.
    void check(NewConnection replacement) {
        check = replacement;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return checked(source.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return checked(source.getConnection(user, password));
    }

    private Connection checked(Connection connection) throws SQLException {
        try {
            check.check(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(CheckedSource.class.getPackageName());
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
