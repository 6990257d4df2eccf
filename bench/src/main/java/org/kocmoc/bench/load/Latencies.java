package org.kocmoc.bench.load;

import java.util.Arrays;

/// How long each of many operations took. One thread at a time.
public final class Latencies {
    private long[] nanos = new long[1 << 14];
    private int count;
    private long counted;
    private long lasted;

    public void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = value;
    }

    /// Notes several operations that were done together.
    public void addMany(int operations, long value) {
        counted += operations - 1;
        add(value);
    }

    public void addAll(Latencies other) {
        for (int i = 0; i < other.count; i++) {
            add(other.nanos[i]);
        }
    }

    /// Sets over which time the operations were done.
    public void lasted(long time) {
        lasted = time;
    }

    /// How many operations.
    public long count() {
        return counted + count;
    }

    public double perSecond() {
        return count() / (lasted / 1e9);
    }

    /// The value below which that part of the operations lies, in milliseconds.
    public double millis(double quantile) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) (quantile * (count - 1))] / 1e6;
    }
}
