package org.kocmoc.log;

import java.sql.SQLException;

/// The database refused a batch of the log; the cause tells why.
final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LogException(SQLException cause) {
        super(cause);
    }
}
