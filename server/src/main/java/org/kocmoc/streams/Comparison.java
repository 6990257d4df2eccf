package org.kocmoc.streams;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.kocmoc.bus.Bus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares what this node knows with the database, because nudges may be lost: regularly, at once
/// when some may have been missed, and every second while they do not arrive at all.
///
/// The rate is bounded: between two comparisons there is at least a second, and ten times as long
/// as the last one took.
public final class Comparison implements Runnable {
    /// The last nudge of a quiet chat has no successor to betray its loss.
    private static final Duration REGULARLY = Duration.ofSeconds(30);

    private static final Duration WITHOUT_BUS = Duration.ofSeconds(1);
    private static final int SHARE = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

    private final Semaphore gap = new Semaphore(0);
    private final Bus bus;
    private final Runnable work;

    /// @param work one comparison; blocks
    public Comparison(Bus bus, Runnable work) {
        this.bus = bus;
        this.work = work;
        bus.onGap(gap::release);
    }

    /// Works until interrupted.
    @Override
    public void run() {
        try {
            while (true) {
                Duration pause = bus.state().isWhole() ? REGULARLY : WITHOUT_BUS;
                if (gap.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    // Before the work: what is missed from here on needs another comparison.
                    gap.drainPermits();
                }
                Thread.sleep(timed());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// How long to rest after it.
    private Duration timed() {
        long begin = System.nanoTime();
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("comparing failed");
            // What was missed is still missing.
            gap.release();
        }
        Duration rest = Duration.ofNanos((System.nanoTime() - begin) * SHARE);
        return rest.compareTo(WITHOUT_BUS) > 0 ? rest : WITHOUT_BUS;
    }
}
