package org.kocmoc.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs one action over and over on many threads for a fixed time, after a warm-up.
final class Load {
    /// Something done once per call; it holds its own connection.
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /// How many per second, and how long the middle and the slowest hundredth took.
    record Result(double perSecond, double p50Millis, double p99Millis) {}

    private Load() {}

    static Result run(List<Action> actions, Duration warmUp, Duration time)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime() + warmUp.toNanos();
        long end = start + time.toNanos();
        List<Callable<long[]>> tasks = new ArrayList<>();
        actions.forEach(action -> tasks.add(() -> repeat(action, start, end)));
        List<long[]> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<long[]> part : threads.invokeAll(tasks)) {
                parts.add(part.get());
            }
        }
        long[] all = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(
                all.length / (time.toNanos() / 1e9), millis(all, 0.50), millis(all, 0.99));
    }

    private static long[] repeat(Action action, long start, long end) throws Exception {
        List<Long> nanos = new ArrayList<>();
        for (long before = System.nanoTime(); before < end; ) {
            action.run();
            long after = System.nanoTime();
            if (before >= start) {
                nanos.add(after - before);
            }
            before = after;
        }
        return nanos.stream().mapToLong(Long::longValue).toArray();
    }

    private static double millis(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[(int) (quantile * (sorted.length - 1))] / 1e6;
    }
}
