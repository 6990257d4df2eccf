package org.kocmoc.log;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/// How much waits for the log, how big its batches are, how long one takes in the database. Any
/// thread.
///
/// Long queues with big batches mean a slow disk or database; long queues with small batches mean
/// that a few chats take everything.
final class LogMetrics {
    private final DistributionSummary batches;
    private final Timer writes;

    LogMetrics(MeterRegistry registry, Supplier<Number> waiting) {
        Gauge.builder("kocmoc_log_waiting", waiting)
                .description("Messages that wait to be written")
                .register(registry);
        batches =
                DistributionSummary.builder("kocmoc_log_batch_messages")
                        .description("Messages of one transaction")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
        writes =
                Timer.builder("kocmoc_log_write")
                        .description("One transaction of the log")
                        .publishPercentiles(0.5, 0.99)
                        .register(registry);
    }

    void wrote(int messages, long nanos) {
        batches.record(messages);
        writes.record(Duration.ofNanos(nanos));
    }
}
