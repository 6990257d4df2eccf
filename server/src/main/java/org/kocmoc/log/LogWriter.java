package org.kocmoc.log;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.kocmoc.base.ApiException;
import org.kocmoc.bus.Bus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Group commit of sends: while one batch is in the database, the next one gathers.
///
/// Chats are spread over lanes; a lane takes all that is waiting, up to [Lane#MAX_BATCH], into one
/// transaction, so that one flush to disk serves many callers. Every caller gets the outcome of its
/// own message, and one that fails never fails its neighbours. The same `clientId` again, at any
/// time and on any connection, gives the first result. Any thread.
public final class LogWriter implements AutoCloseable {
    /// Few lanes make big batches, which are cheaper for each message: on two processors one lane
    /// takes a fifth less of PostgreSQL's time than two. It need not be busy while it waits for the
    /// disk, since what fills the processors meanwhile is the work around it.
    private static final int LANES =
            Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 8);

    /// Per lane: about ten seconds of a loaded server's sends. What would wait longer is refused.
    private static final int MAX_WAITING = 20_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(250);
    static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private final List<Lane> lanes;
    private final Thread deadlines;
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
        this.deadlines = Thread.ofVirtual().name("log-deadlines").start(this::giveUpInTime);
    }

    /// Appends a message, and announces it on the subject of its chat once it is committed. Returns
    /// at once.
    ///
    /// @return the outcome; or `OUTCOME_UNKNOWN` if the database did not answer in time: the caller
    ///   must repeat with the same `clientId`. What is attached to it runs on the thread that
    ///   answers the other callers of the batch, and must not block
    /// @throws ApiException `LOG_FULL` if too many are waiting (nothing was stored)
    public CompletableFuture<SendOutcome> offer(NewMessage message, Announcement announcement) {
        PendingSend pending = new PendingSend(message, announcement);
        Lane lane = lanes.get(Math.floorMod(Long.hashCode(message.chat().value()), LANES));
        if (closed.get() || !lane.offer(pending)) {
            throw new ApiException(LogError.LOG_FULL, RETRY);
        }
        return pending.outcome();
    }

    /// As [#offer], blocking until the outcome is known.
    ///
    /// @throws ApiException also `OUTCOME_UNKNOWN`
    public SendOutcome append(NewMessage message, Announcement announcement) {
        return await(offer(message, announcement));
    }

    /// Waits for what follows from an outcome.
    ///
    /// @throws RuntimeException what the outcome failed with
    public static <T> T await(CompletableFuture<T> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(LogError.OUTCOME_UNKNOWN, RETRY);
        }
    }

    /// One look at all that wait is cheaper than an alarm for each.
    private void giveUpInTime() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                lanes.forEach(lane -> lane.giveUp(PATIENCE));
            }
        } catch (InterruptedException e) {
            LOG.debug("closed");
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
        deadlines.interrupt();
    }
}
