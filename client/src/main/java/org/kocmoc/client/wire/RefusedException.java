package org.kocmoc.client.wire;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The server answered with a refusal: nothing was changed.
///
/// The one exception to "nothing was changed" is the code `outcome_unknown`: what became of a send
/// is not known yet, and it must be repeated with the same `client_id`.
public final class RefusedException extends KocmocException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable Duration retryAfter;

    /// A refusal.
    ///
    /// @param status of HTTP; 0 if it came over a socket
    /// @param code what programs look at; never changes its meaning
    /// @param retryAfter when the same may succeed; null if it never will
    public RefusedException(
            int status, String code, String message, @Nullable Duration retryAfter) {
        super(code + ": " + message);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /// The status of HTTP, or 0 if the refusal came over a socket.
    public int status() {
        return status;
    }

    /// The stable code.
    public String code() {
        return code;
    }

    /// How long to wait before the same may succeed; empty if it never will.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
