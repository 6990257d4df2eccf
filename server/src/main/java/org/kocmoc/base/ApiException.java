package org.kocmoc.base;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An expected refusal: it becomes the answer `{error, code}` with the code's status.
///
/// Carries no stack trace, so that refusing costs little under attack. Whatever is thrown besides
/// this is a bug and becomes a 500 without details.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final @Nullable Duration retryAfter;

    /// A refusal with the code's own text.
    public ApiException(ErrorCode code) {
        this(code, null);
    }

    /// A refusal that tells the caller when to try again.
    public ApiException(ErrorCode code, @Nullable Duration retryAfter) {
        super(code.code(), null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /// What was refused.
    public ErrorCode code() {
        return code;
    }

    /// When the same request may succeed, for the `Retry-After` header.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
