package org.kocmoc.client.live;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Event;

/// The events that a [Live] applied, in their order, from the moment of subscribing:
///
///     for (Event event : live.events()) { … }
///
/// The loop waits for the next event and ends when the stream is closed, the [Live] is closed, or
/// the server sent it away. Who reads slower than events come loses the stream, never single events:
/// [#overflowed] tells. One reading thread.
public final class EventStream implements Iterable<Event>, AutoCloseable {
    private static final int MOST = 100_000;

    private final BlockingQueue<Optional<Event>> queue = new LinkedBlockingQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean overflowed;

    EventStream() {}

    void offer(Event event) {
        if (queue.size() >= MOST) {
            overflowed = true;
            close();
        }
        if (!closed.get()) {
            queue.add(Optional.of(event));
        }
    }

    /// Waits for the next event.
    ///
    /// @return empty if none came in time or the stream is over
    public Optional<Event> next(Duration patience) {
        try {
            Optional<Event> next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null && next.isEmpty()) {
                queue.add(next);
            }
            return next == null ? Optional.empty() : next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Whether the stream was closed because its reader was too slow.
    public boolean overflowed() {
        return overflowed;
    }

    /// Ends the stream after the events that wait.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            queue.add(Optional.empty());
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public Iterator<Event> iterator() {
        return new Iterator<>() {
            private @Nullable Event ahead;
            private boolean over;

            @Override
            public boolean hasNext() {
                while (ahead == null && !over) {
                    try {
                        ahead = queue.take().orElse(null);
                        over = ahead == null;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        over = true;
                    }
                }
                return !over;
            }

            @Override
            public Event next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Event event = ahead;
                ahead = null;
                return Objects.requireNonNull(event);
            }
        };
    }
}
