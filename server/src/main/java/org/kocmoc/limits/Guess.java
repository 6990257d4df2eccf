package org.kocmoc.limits;

import java.util.EnumMap;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One try of a secret that only who knows it gets right: a password, a code.
///
/// It is counted before the secret is looked at, so that no number of tries at once slips through,
/// and given back at the end unless it [#wasWrong]: what somebody does who knows the secret uses
/// nothing up, neither theirs nor that of others behind the same address. One thread; blocks; not
/// inside of a transaction.
public final class Guess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Guess.class);

    private final RateLimiter limiter;
    private final Map<Rate, String> counted = new EnumMap<>(Rate.class);
    private boolean wrong;

    /// A try that nothing counts yet.
    public Guess(RateLimiter limiter) {
        this.limiter = limiter;
    }

    /// Counts it under one more limit.
    ///
    /// @throws ApiException 429 if that is used up
    public void count(Rate rate, String key) {
        limiter.take(rate, key);
        counted.put(rate, key);
    }

    /// It was wrong, so it stays counted.
    public void wasWrong() {
        wrong = true;
    }

    /// Throws nothing: what the secret was for has happened, and a token that could not be given
    /// back comes back with the time.
    @Override
    public void close() {
        if (!wrong) {
            counted.forEach(this::giveBack);
        }
    }

    private void giveBack(Rate rate, String key) {
        try {
            limiter.giveBack(rate, key);
        } catch (RuntimeException e) {
            LOG.warn("a right try stays counted under {}", rate, e);
        }
    }
}
