package org.kocmoc.log;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does one thing after the other in the order in which they were handed over, on a thread of its
/// own, so that nobody who hands something over waits. Any thread may hand over. What fails is
/// logged, and the next one is done.
///
/// @param <T> what is handed over
final class Worker<T> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final BlockingQueue<T> queue;
    private final Consumer<T> work;
    private final Thread thread;
    private volatile boolean closing;

    /// Begins at once.
    ///
    /// @param name of the thread
    /// @param most things that may wait
    Worker(String name, int most, Consumer<T> work) {
        this.queue = new LinkedBlockingQueue<>(most);
        this.work = work;
        // As for a lane: waiting with an alarm is dear for a virtual thread.
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /// `false` if too many wait already.
    boolean offer(T thing) {
        return queue.offer(thing);
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                T thing = queue.poll(100, TimeUnit.MILLISECONDS);
                if (thing != null) {
                    work.accept(thing);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("worker", thread.getName())
                        .setCause(e)
                        .log("something that was stored was not passed on");
            }
        }
    }

    /// Does what waits, then stops; gives up after two seconds.
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
