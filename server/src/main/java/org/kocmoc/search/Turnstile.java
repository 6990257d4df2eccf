package org.kocmoc.search;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.kocmoc.base.ApiException;

/// Lets a few searches run at once, so that they cannot starve the rest. Any thread.
final class Turnstile {
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Semaphore running = new Semaphore(AT_ONCE);

    /// Does the work when it is its turn.
    ///
    /// @throws ApiException 503 if that takes too long
    <T> T pass(Supplier<T> work) {
        if (!waited()) {
            throw new ApiException(SearchError.SEARCH_BUSY, RETRY);
        }
        try {
            return work.get();
        } finally {
            running.release();
        }
    }

    private boolean waited() {
        try {
            return running.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
