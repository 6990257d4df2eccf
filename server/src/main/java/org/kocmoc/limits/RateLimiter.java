package org.kocmoc.limits;

import org.kocmoc.base.ApiException;

/// Refuses what is done too often. Any thread; not inside of a transaction.
public interface RateLimiter {
    /// Takes one token of the key's bucket.
    ///
    /// @throws ApiException 429 with the time until the next token
    void take(Rate rate, String key);

    /// Gives a token back that was taken for something that turned out not to count.
    void giveBack(Rate rate, String key);

    /// Never refuses: for tests and closed networks (`RATE_LIMITS=off`).
    static RateLimiter unlimited() {
        return new RateLimiter() {
            @Override
            public void take(Rate rate, String key) {}

            @Override
            public void giveBack(Rate rate, String key) {}
        };
    }
}
