package org.kocmoc.db;

import java.sql.SQLException;

/// The database refused a statement of [Plain] work; [SqlState] tells what that means.
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Passes the failure on.
    public QueryException(SQLException cause) {
        super(cause);
    }
}
