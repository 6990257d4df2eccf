package org.kocmoc.client.wire;

/// Something that this SDK was asked for did not happen.
public abstract sealed class KocmocException extends RuntimeException
        permits RefusedException, UnreachableException {
    private static final long serialVersionUID = 1L;

    KocmocException(String message) {
        super(message);
    }

    KocmocException(String message, Throwable cause) {
        super(message, cause);
    }
}
