package org.kocmoc.legacy;

import org.jspecify.annotations.Nullable;

/// A move that cannot be done; the message tells the operator why and what to do. The target is as
/// it was.
public final class LegacyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LegacyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
