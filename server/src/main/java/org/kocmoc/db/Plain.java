package org.kocmoc.db;

import java.sql.Connection;
import java.sql.SQLException;

/// Work on a connection in plain JDBC: for the few statements that run so often that mapping by
/// reflection would cost more than they do themselves.
@FunctionalInterface
public interface Plain<R> {
    /// Runs on the caller's thread; the connection is not to be kept.
    R run(Connection connection) throws SQLException;
}
