package org.kocmoc.client.wire;

/// The server did not answer, or not in time: whether it did what it was asked for is unknown.
public final class UnreachableException extends KocmocException {
    private static final long serialVersionUID = 1L;

    /// Without a cause beyond the network.
    public UnreachableException(String message) {
        super(message);
    }

    /// Because of a failure of the network.
    public UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
