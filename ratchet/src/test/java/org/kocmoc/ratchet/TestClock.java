package org.kocmoc.ratchet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that moves when told.
public final class TestClock implements InstantSource {
    private Instant now = Instant.parse("2026-11-01T00:00:00Z");

    public TestClock() {}

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration duration) {
        now = now.plus(duration);
    }
}
