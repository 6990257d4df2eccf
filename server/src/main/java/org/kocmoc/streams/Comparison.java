package org.kocmoc.streams;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.kocmoc.bus.Bus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares what this node knows with the database, because nudges may be lost: regularly, at once
/// when some may have been missed, and every second while this node or another one is cut off.
///
/// The rate is bounded: between two comparisons there is at least a second, and ten times as long
/// as the last one took.
public final class Comparison implements Runnable {
    /// The last nudge of a quiet chat has no successor to betray its loss.
    private static final Duration REGULARLY = Duration.ofSeconds(30);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int SHARE = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

    private final Semaphore gap = new Semaphore(0);
    private final Bus bus;
    private final BooleanSupplier othersCutOff;
    private final Runnable work;

    /// @param othersCutOff whether another node's nudges do not arrive at present; blocks
    /// @param work one comparison; blocks
    public Comparison(Bus bus, BooleanSupplier othersCutOff, Runnable work) {
        this.bus = bus;
        this.othersCutOff = othersCutOff;
        this.work = work;
        bus.onGap(gap::release);
    }

    /// Works until interrupted.
    @Override
    public void run() {
        long last = System.nanoTime();
        try {
            while (true) {
                boolean missed = gap.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (missed || System.nanoTime() - last > REGULARLY.toNanos() || isCutOff()) {
                    // Before the work: what is missed from here on needs another comparison.
                    gap.drainPermits();
                    Thread.sleep(timed());
                    last = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isCutOff() {
        return switch (bus.state().link()) {
            case LOCAL -> false;
            case LOST -> true;
            case CONNECTED -> areOthersCutOff();
        };
    }

    private boolean areOthersCutOff() {
        try {
            return othersCutOff.getAsBoolean();
        } catch (RuntimeException e) {
            // The database is away; there is nothing to compare with.
            return false;
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
        return rest.compareTo(TICK) > 0 ? rest : TICK;
    }
}
