package org.kocmoc.realtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the hub does for one socket of a loop before the system call: queue the events of a burst,
/// pack them into one frame. In the hub's package, whose inner parts nobody else may see.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OutboxBench {
    private static final int SOCKETS = 1_000;
    private static final int EVENTS = 20;
    private static final int EVENT_BYTES = 600;

    private final Packing packing = new Packing();
    private final List<Outbox> sockets = new ArrayList<>();
    private List<byte[]> burst = List.of();

    /// Events that no socket has had before.
    @Setup(Level.Iteration)
    public void burst() {
        sockets.clear();
        for (int i = 0; i < SOCKETS; i++) {
            sockets.add(new Outbox());
        }
        burst = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            burst.add(new byte[EVENT_BYTES]);
        }
    }

    /// A burst for all sockets of a loop; for one socket.
    @Benchmark
    @OperationsPerInvocation(SOCKETS)
    public int burstToFrame() {
        int bytes = 0;
        for (Outbox socket : sockets) {
            for (byte[] event : burst) {
                socket.add(event);
            }
            bytes += socket.take(packing).length;
        }
        return bytes;
    }
}
