package org.kocmoc.credentials;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.limits.Size;

/// Hashes and checks passwords, at most [Size#PASSWORD_HASHES_AT_ONCE] at a time.
///
/// Hashing runs on platform threads: a virtual thread that computes keeps its carrier to itself,
/// and a few of them would stop every other request. Callers wait for their turn, but not for long:
/// a full or slow queue is refused with 503. Any thread; blocks.
public final class Passwords implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final ExecutorService threads =
            new ThreadPoolExecutor(
                    Size.PASSWORD_HASHES_AT_ONCE.value(),
                    Size.PASSWORD_HASHES_AT_ONCE.value(),
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(Size.PASSWORD_HASHES_WAITING.value()),
                    Thread.ofPlatform().daemon().name("password-", 0).factory());

    /// A hash to store.
    ///
    /// @throws ApiException 503 if too many others wait
    public String hash(String password) {
        return compute(() -> PasswordHash.make(password));
    }

    /// Whether the password belongs to the stored hash; `null` stands for an account that does not
    /// exist and takes as long.
    ///
    /// @throws ApiException 503 if too many others wait
    public boolean matches(String password, @Nullable String stored) {
        String against = stored == null ? PasswordHash.NOBODYS : stored;
        return compute(() -> PasswordHash.matches(password, against)) && stored != null;
    }

    /// A better hash for a password that just matched, if the stored one is not of today's kind.
    ///
    /// @throws ApiException 503 if too many others wait
    public Optional<String> upgrade(String password, String stored) {
        return PasswordHash.isOutdated(password, stored)
                ? Optional.of(hash(password))
                : Optional.empty();
    }

    private <T> T compute(Callable<T> work) {
        Future<T> result;
        try {
            result = threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw new ApiException(CommonError.OVERLOADED, RETRY);
        }
        try {
            return result.get(Size.PASSWORD_WAIT_SECONDS.value(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            result.cancel(true);
            throw new ApiException(CommonError.OVERLOADED, RETRY);
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new ApiException(CommonError.OVERLOADED, RETRY);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
