package org.kocmoc.db;

import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;
import org.postgresql.util.PSQLException;

/// What a failure means, read from its SQLSTATE. Looks through wrapping exceptions; never at
/// message texts, which depend on the server's language.
public final class SqlState {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String READ_ONLY_TRANSACTION = "25006";
    private static final String IO_ERROR = "58030";

    /// A full disk, no memory, no connection left.
    private static final String INSUFFICIENT_RESOURCES = "53";

    private static final String QUERY_CANCELED = "57014";

    private SqlState() {}

    /// The five characters, if the failure came from the database or its driver.
    public static Optional<String> of(Throwable failure) {
        return sqlException(failure).map(SQLException::getSQLState);
    }

    /// The transaction lost against another one; the same again may succeed.
    public static boolean isRetryable(Throwable failure) {
        return is(failure, SERIALIZATION_FAILURE) || is(failure, DEADLOCK_DETECTED);
    }

    /// A row with this key exists already.
    public static boolean isUniqueViolation(Throwable failure) {
        return is(failure, UNIQUE_VIOLATION);
    }

    /// A row that is referred to is not there, or no longer.
    public static boolean isForeignKeyViolation(Throwable failure) {
        return is(failure, FOREIGN_KEY_VIOLATION);
    }

    /// Waited longer for a lock than `lock_timeout`.
    public static boolean isLockTimeout(Throwable failure) {
        return is(failure, LOCK_NOT_AVAILABLE);
    }

    /// Ran longer than `statement_timeout`, or was cancelled by an operator.
    public static boolean isCancelled(Throwable failure) {
        return is(failure, QUERY_CANCELED);
    }

    /// The connection failed (class 08, or the server is going down), so that nobody knows whether
    /// a COMMIT under way took effect.
    public static boolean isConnectionLost(Throwable failure) {
        return of(failure).filter(s -> s.startsWith("08") || s.startsWith("57P")).isPresent();
    }

    /// What was connected to takes no writes: after a failover it is a standby.
    public static boolean isReadOnly(Throwable failure) {
        return is(failure, READ_ONLY_TRANSACTION);
    }

    /// The database cannot be reached, takes no more connections, has no room left or became a
    /// standby: nothing is wrong with the work.
    public static boolean isOutage(Throwable failure) {
        return failure instanceof ConnectionException
                || isConnectionLost(failure)
                || isReadOnly(failure)
                || is(failure, IO_ERROR)
                || of(failure).filter(s -> s.startsWith(INSUFFICIENT_RESOURCES)).isPresent();
    }

    /// The name of the violated constraint or unique index, if the failure is such a violation.
    public static Optional<String> constraint(Throwable failure) {
        return sqlException(failure)
                .filter(PSQLException.class::isInstance)
                .map(e -> ((PSQLException) e).getServerErrorMessage())
                .map(message -> message.getConstraint());
    }

    private static boolean is(Throwable failure, String state) {
        return of(failure).filter(state::equals).isPresent();
    }

    private static Optional<SQLException> sqlException(Throwable failure) {
        Throwable at = failure;
        // The bound guards against a cycle of causes.
        for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
            if (at instanceof SQLException e && e.getSQLState() != null) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }
}
