package org.kocmoc.log;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.kocmoc.base.ApiException;
import org.kocmoc.bus.Bus;

/// Group commit of sends: while one batch is in the database, the next one gathers.
///
/// Chats are spread over lanes; a lane takes all that is waiting, up to [Lane#MAX_BATCH], into one
/// transaction, so that one flush to disk serves many callers. Every caller gets the outcome of its
/// own message, and one that fails never fails its neighbours. The same `clientId` again, at any
/// time and on any connection, gives the first result. Any thread; blocks until the outcome is
/// known.
public final class LogWriter implements AutoCloseable {
    /// Few lanes make big batches, which are cheaper for each message; more than the processors can
    /// serve only make smaller ones. At least two, so that one works while the other waits for the
    /// disk.
    private static final int LANES = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

    /// Per lane: about ten seconds of a loaded server's sends. What would wait longer is refused.
    private static final int MAX_WAITING = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(1);

    private final List<Lane> lanes;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Starts the lanes.
    public LogWriter(SendStore store, Bus bus) {
        this(store, bus, MAX_WAITING);
    }

    LogWriter(SendStore store, Bus bus, int maxWaitingPerLane) {
        this.lanes =
                IntStream.range(0, LANES)
                        .mapToObj(i -> new Lane(i, maxWaitingPerLane, store, bus))
                        .toList();
    }

    /// Appends a message, and announces it on the subject of its chat once it is committed.
    ///
    /// @throws ApiException `LOG_FULL` if too many are waiting (nothing was stored), or
    ///   `OUTCOME_UNKNOWN` if the database did not answer in time: the caller must repeat with the
    ///   same `clientId`
    public SendOutcome append(NewMessage message, Announcement announcement) {
        PendingSend pending = new PendingSend(message, announcement);
        Lane lane = lanes.get(Math.floorMod(Long.hashCode(message.chat().value()), LANES));
        if (closed.get() || !lane.offer(pending)) {
            throw new ApiException(LogError.LOG_FULL, RETRY_WHEN_FULL);
        }
        try {
            return pending.outcome().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            pending.outcome().cancel(false);
            throw new ApiException(LogError.OUTCOME_UNKNOWN, RETRY_WHEN_FULL);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(LogError.OUTCOME_UNKNOWN, RETRY_WHEN_FULL);
        }
    }

    /// Reports queues, batches and times of writing from now on.
    public void measure(MeterRegistry registry) {
        LogMetrics metrics = new LogMetrics(registry, this::waiting);
        lanes.forEach(lane -> lane.measure(metrics));
    }

    /// How many messages wait in all lanes.
    int waiting() {
        return lanes.stream().mapToInt(Lane::waiting).sum();
    }

    /// Refuses new messages, writes those that wait, stops the lanes.
    @Override
    public void close() {
        closed.set(true);
        lanes.forEach(Lane::close);
    }
}
