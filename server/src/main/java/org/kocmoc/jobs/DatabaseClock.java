package org.kocmoc.jobs;

import com.github.kagkarlsson.scheduler.Clock;
import java.time.Instant;

/// The clock of the database, by which all servers agree on what is due and which of them is dead,
/// whatever their own clocks say. Between two readings the time that has passed here is added, so
/// asking blocks nobody. Any thread.
final class DatabaseClock implements Clock {
    private record Reading(Instant time, long nanos) {}

    private volatile Reading reading;

    DatabaseClock(Instant now) {
        reading = new Reading(now, System.nanoTime());
    }

    /// What the database's clock shows at this moment.
    void set(Instant now) {
        reading = new Reading(now, System.nanoTime());
    }

    @Override
    public Instant now() {
        Reading last = reading;
        return last.time().plusNanos(System.nanoTime() - last.nanos());
    }
}
