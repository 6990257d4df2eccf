package org.kocmoc.db;

/// The database cannot be used by this server. The message is for the operator: what is wrong, and
/// what to do. Nothing was changed.
public final class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SchemaException(String message) {
        super(message);
    }

    SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
