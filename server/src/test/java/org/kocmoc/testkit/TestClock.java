package org.kocmoc.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that moves only when told to. Any thread.
public final class TestClock implements InstantSource {
    private final AtomicReference<Instant> now;

    /// A clock that shows the present second.
    public TestClock() {
        this(InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS));
    }

    /// A clock that shows that time.
    public TestClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /// Lets time pass.
    public void advance(Duration duration) {
        now.updateAndGet(time -> time.plus(duration));
    }
}
