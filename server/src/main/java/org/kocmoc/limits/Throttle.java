package org.kocmoc.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;

/// Slows down a socket that asks for more than its share: each command beyond it waits for the next
/// token, and as commands are carried out one by one, the client soon is not read. One thread at a
/// time; blocks.
public final class Throttle {
    private static final Duration PATIENCE = Duration.ofSeconds(Size.SOCKET_SLOWED_SECONDS.value());
    private static final Duration NEXT_TOKEN = Duration.ofMillis(100);

    private final RateLimiter limiter;
    private final String key;
    private final InstantSource clock;

    /// Since when every command has had to wait; `null` if the last one had not.
    private @Nullable Instant slowedSince;

    /// @param key one client
    public Throttle(RateLimiter limiter, String key, InstantSource clock) {
        this.limiter = limiter;
        this.key = key;
        this.clock = clock;
    }

    /// Waits until a command may be carried out; `false` if every one has had to wait for
    /// [Size#SOCKET_SLOWED_SECONDS]: that is no client with much to say, but one that is broken or
    /// means harm.
    public boolean admit() throws InterruptedException {
        boolean waited = false;
        while (true) {
            try {
                limiter.take(Rate.COMMANDS_PER_SOCKET, key);
                if (!waited) {
                    slowedSince = null;
                }
                return true;
            } catch (ApiException e) {
                Instant now = clock.instant();
                if (slowedSince == null) {
                    slowedSince = now;
                } else if (slowedSince.plus(PATIENCE).isBefore(now)) {
                    return false;
                }
                waited = true;
                Thread.sleep(e.retryAfter().orElse(NEXT_TOKEN));
            }
        }
    }
}
