package org.kocmoc.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.bus.Bus;
import org.kocmoc.db.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One queue of sends and the thread that writes it, batch by batch.
final class Lane implements AutoCloseable {
    /// Bigger batches gain nothing measurable and make the chats of one batch wait for each other.
    static final int MAX_BATCH = 256;

    private static final long RETRY_MILLIS = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final BlockingQueue<PendingSend> queue;
    private final SendStore store;
    private final Answers answers;
    private final Thread thread;
    private volatile @Nullable LogMetrics metrics;
    private volatile List<PendingSend> underWay = List.of();
    private volatile boolean closing;

    Lane(int number, int maxWaiting, SendStore store, Bus bus) {
        this.queue = new ArrayBlockingQueue<>(maxWaiting);
        this.store = store;
        this.answers = new Answers(number, new Publisher(number, bus));
        // It waits with an alarm several times a batch, in the driver too, which costs a virtual
        // thread three others' help each time.
        this.thread = Thread.ofPlatform().daemon().name("log-writer-" + number).start(this::run);
    }

    boolean offer(PendingSend pending) {
        return queue.offer(pending);
    }

    void measure(LogMetrics by) {
        metrics = by;
    }

    int waiting() {
        return queue.size();
    }

    /// Tells the callers that have waited for longer than this that their outcome is unknown.
    void giveUp(Duration patience) {
        Stream.concat(underWay.stream(), queue.stream())
                .filter(pending -> pending.hasWaited(patience))
                .forEach(PendingSend::giveUp);
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            List<PendingSend> batch = new ArrayList<>();
            try {
                PendingSend first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, MAX_BATCH - 1);
                underWay = batch;
                write(batch);
            } catch (InterruptedException e) {
                closing = true;
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a batch of the log failed outside of its database");
                fail(batch, e);
            } catch (Error e) {
                // Nobody else would write this lane's chats.
                LOG.atError().setCause(e).log("a batch of the log could not be written");
                fail(batch, new IllegalStateException(e));
            } finally {
                underWay = List.of();
            }
        }
    }

    /// Writes a batch. If it fails, halves are tried, so that a bad entry fails alone.
    private void write(List<PendingSend> batch) {
        List<PendingSend> open = batch.stream().filter(pending -> !pending.isOver()).toList();
        if (open.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        try {
            List<SendOutcome> outcomes =
                    store.append(open.stream().map(PendingSend::message).toList());
            LogMetrics figures = metrics;
            if (figures != null) {
                figures.wrote(open.size(), System.nanoTime() - start);
            }
            answers.give(open, outcomes);
        } catch (RuntimeException e) {
            recover(open, e);
        }
    }

    private void recover(List<PendingSend> batch, RuntimeException failure) {
        if (SqlState.isLockTimeout(failure)) {
            splitOffBlockedChats(batch);
        } else if (SqlState.isOutage(failure)) {
            // Whether a lost COMMIT took effect is found by the duplicate check of the next try.
            // Callers whose time is over have been told so and are left out of it.
            batch.forEach(PendingSend::becameUncertain);
            pause();
            write(batch);
        } else if (batch.size() == 1) {
            fail(batch, failure);
        } else {
            int half = batch.size() / 2;
            write(batch.subList(0, half));
            write(batch.subList(half, batch.size()));
        }
    }

    /// Somebody holds the lock of a chat for long. The other chats must not wait for it: halves are
    /// tried until it stands alone, then its sends go to the end of the queue.
    private void splitOffBlockedChats(List<PendingSend> batch) {
        List<ChatId> chats = batch.stream().map(p -> p.message().chat()).distinct().toList();
        if (chats.size() == 1) {
            batch.stream().filter(pending -> !queue.offer(pending)).forEach(Lane::refuseFull);
            return;
        }
        List<ChatId> half = chats.subList(0, chats.size() / 2);
        write(batch.stream().filter(p -> half.contains(p.message().chat())).toList());
        write(batch.stream().filter(p -> !half.contains(p.message().chat())).toList());
    }

    private static void refuseFull(PendingSend pending) {
        pending.outcome().complete(new SendOutcome.Refused(LogError.LOG_FULL));
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void fail(List<PendingSend> batch, RuntimeException failure) {
        batch.forEach(pending -> pending.outcome().completeExceptionally(failure));
    }

    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(Duration.ofSeconds(8))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answers.close();
    }
}
