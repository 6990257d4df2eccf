package org.kocmoc.client.live;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.kocmoc.client.wire.Ending;

/// Waiting times between tries to connect: 1 s, doubling to 60 s, each time a random part of it, so
/// that the clients of a server that comes back do not all come at once. One thread.
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 60_000;

    private final long most;
    private long next = FIRST_MILLIS;

    /// @param most upper bound in place of 60 s
    Backoff(Duration most) {
        this.most = Math.min(most.toMillis(), MOST_MILLIS);
    }

    /// After a connection that worked.
    void reset() {
        next = FIRST_MILLIS;
    }

    Duration after(Ending ending) {
        return switch (ending.action()) {
            case RECONNECT -> part(ending.pause().toMillis());
            case BACK_OFF -> {
                long longest = Math.min(Math.max(next, ending.pause().toMillis()), most);
                next = Math.min(2 * next, most);
                yield part(longest);
            }
            case STAY_AWAY, SIGN_IN -> throw new IllegalArgumentException(ending.toString());
        };
    }

    private static Duration part(long millis) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis + 1));
    }
}
