package org.kocmoc.wire;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
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

    /// Those of several callers who have come in whose token may have ended meanwhile, or who are
    /// no longer what they were: each of them has to be admitted anew. One question for all, so
    /// that it can be asked often.
    default List<Caller> suspects(Collection<Caller> callers) {
        return List.copyOf(callers);
    }
}
