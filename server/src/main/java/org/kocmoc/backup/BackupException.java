package org.kocmoc.backup;

import org.jspecify.annotations.Nullable;

/// A backup or restore that cannot be done; the message tells the operator why and what to do.
public final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// In plain words.
    public BackupException(String message) {
        super(message);
    }

    /// In plain words, with what failed.
    public BackupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
