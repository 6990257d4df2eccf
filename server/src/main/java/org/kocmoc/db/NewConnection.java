package org.kocmoc.db;

import java.sql.Connection;
import java.sql.SQLException;

/// Looks at each connection before anybody uses it.
@FunctionalInterface
public interface NewConnection {
    /// Accepts every connection.
    NewConnection ACCEPT = connection -> {};

    /// Looks at a connection, in autocommit mode; leaves it as it was.
    ///
    /// @throws SQLException to refuse it: whoever waits for it sees an outage
    void check(Connection connection) throws SQLException;
}
