package org.kocmoc.realtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Who reads slower than is written, and why sockets end. Any thread.
///
/// What waits is looked at now and then, by the loop of each socket: frames are what people see
/// late, and a count for each frame would cost more than it tells.
final class SocketFigures {
    private final AtomicInteger behind = new AtomicInteger();
    private final AtomicInteger deepest = new AtomicInteger();
    private volatile int lastBehind;
    private volatile int lastDeepest;
    private final Map<CloseCode, Counter> ended = new EnumMap<>(CloseCode.class);
    private final Counter left;

    /// All reasons are there from the start, with zero.
    SocketFigures(MeterRegistry metrics) {
        for (CloseCode code : CloseCode.values()) {
            ended.put(code, ended(metrics, code.name().toLowerCase(Locale.ROOT)));
        }
        left = ended(metrics, "client");
        Gauge.builder("kocmoc_sockets_behind", this, figures -> figures.lastBehind)
                .description("Sockets for which frames wait")
                .register(metrics);
        Gauge.builder("kocmoc_sockets_behind_frames", this, figures -> figures.lastDeepest)
                .description("Frames that wait for the socket that is most behind")
                .register(metrics);
    }

    private static Counter ended(MeterRegistry metrics, String reason) {
        return Counter.builder("kocmoc_sockets_ended")
                .description("Sockets that ended, by the close code or by the client")
                .tag("reason", reason)
                .register(metrics);
    }

    /// A look at all sockets begins; what the last one saw is what is told until the next.
    void round() {
        lastBehind = behind.getAndSet(0);
        lastDeepest = deepest.getAndSet(0);
    }

    /// So many frames wait for a socket.
    void saw(int waiting) {
        if (waiting > 0) {
            behind.incrementAndGet();
            deepest.accumulateAndGet(waiting, Math::max);
        }
    }

    /// A socket has ended.
    ///
    /// @param code `null` if it was the client or the network
    void ended(@Nullable CloseCode code) {
        Counter counter = code == null ? left : ended.getOrDefault(code, left);
        counter.increment();
    }
}
