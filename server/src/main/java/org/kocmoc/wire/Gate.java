package org.kocmoc.wire;

import java.time.Instant;
import java.util.Optional;
import org.kocmoc.base.ApiException;

/// Tells from a token who calls. Any thread; may block.
@FunctionalInterface
public interface Gate {
    /// Somebody who may come in.
    ///
    /// @param expiresAt when the token is over, if ever
    record Admission(Caller caller, Optional<Instant> expiresAt) {}

    /// @throws ApiException if the token is not good (any more)
    Admission admit(String token);
}
