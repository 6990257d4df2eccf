package org.kocmoc.realtime;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.limits.Networks;
import org.kocmoc.limits.Size;

/// Bounds how many sockets there are in all, and how many of one network that have said nothing
/// yet. Any thread.
final class Door {
    private static final Duration FULL_RETRY = Duration.ofSeconds(10);

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> silent = new ConcurrentHashMap<>();
    private final AtomicLong crowded = new AtomicLong();
    private final AtomicLong full = new AtomicLong();

    /// @param most how many there may be at once
    Door(int most) {
        this.most = most;
    }

    /// Refuses one more when there are as many as there may be.
    ///
    /// @throws ApiException 503
    void requireRoom() {
        if (open.get() >= most) {
            full.incrementAndGet();
            throw new ApiException(CommonError.OVERLOADED, FULL_RETRY);
        }
    }

    /// One more has opened; `false` if its network has too many that say nothing. It counts all the
    /// same until it [#spoke] and [#closed].
    boolean opened(String address) {
        open.incrementAndGet();
        int waiting = silent.merge(Networks.of(address), 1, Integer::sum);
        if (waiting > Size.SOCKETS_UNKNOWN_PER_ADDRESS.value()) {
            crowded.incrementAndGet();
            return false;
        }
        return true;
    }

    /// One of an address has said something, or is gone without.
    void spoke(String address) {
        silent.computeIfPresent(
                Networks.of(address), (network, count) -> count > 1 ? count - 1 : null);
    }

    void closed() {
        open.decrementAndGet();
    }

    int open() {
        return open.get();
    }

    void measure(MeterRegistry metrics) {
        Gauge.builder("kocmoc_sockets_open", this, Door::open)
                .description("Open sockets")
                .register(metrics);
        Gauge.builder("kocmoc_sockets_most", this, door -> door.most)
                .description("Sockets that there may be at once")
                .register(metrics);
        refused(metrics, "address", crowded);
        refused(metrics, "full", full);
    }

    private static void refused(MeterRegistry metrics, String reason, AtomicLong count) {
        FunctionCounter.builder("kocmoc_sockets_refused", count, AtomicLong::get)
                .description(
                        "Sockets that were turned away: one network had too many, or all places were taken")
                .tag("reason", reason)
                .register(metrics);
    }
}
