package org.kocmoc.streams;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node's stream of one log: puts what nudges bring into the log's order, reads what they did
/// not bring, and hands every entry on exactly once.
///
/// Nudges may come late, twice, out of order or not at all: an entry that comes early is held for
/// [#PATIENCE], then the log is read. Any thread; never blocks its callers: reading happens on the
/// executor. Entries are handed on under the stream's lock, so the sink must be quick.
public final class LogStream {
    /// What is in the log after a number, in ascending order.
    @FunctionalInterface
    public interface Source {
        List<LogEvent> after(long seq);
    }

    /// Long enough for a nudge that another thread is about to publish, too short to be felt.
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(1);

    /// Entries held beyond this are read from the log instead.
    private static final int MAX_HELD = 256;

    private static final long UNKNOWN = -1;
    private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);

    private final Source source;
    private final Consumer<LogEvent> sink;
    private final Executor threads;
    private @Nullable TreeMap<Long, LogEvent> held;
    private long begin = UNKNOWN;
    private long cursor = UNKNOWN;
    private long committed;
    private boolean reading;
    private boolean closed;

    public LogStream(Source source, Consumer<LogEvent> sink, Executor threads) {
        this.source = source;
        this.sink = sink;
        this.threads = threads;
    }

    /// Begins after a number that a client was brought to, unless the stream runs already; then
    /// makes sure that it gets at least there.
    ///
    /// @return whether everything above that number is handed on here; `false` if another client
    ///   that was brought further let the stream begin, so that this one must be brought there too
    public synchronized boolean reach(long seq) {
        if (cursor == UNKNOWN) {
            begin = seq;
            cursor = seq;
            releaseHeld();
        }
        committed(seq);
        return seq >= begin;
    }

    /// Where the stream stands: everything handed on from now on is above.
    public synchronized long cursor() {
        return cursor;
    }

    /// An entry that was committed.
    public synchronized void offer(LogEvent event) {
        if (cursor == UNKNOWN || event.seq() > cursor + 1) {
            hold(event);
        } else if (event.seq() == cursor + 1) {
            handOn(event);
            releaseHeld();
            notifyAll();
        }
        wake(PATIENCE);
    }

    /// Entries up to this number are committed; whoever told has not brought them.
    public synchronized void committed(long seq) {
        committed = Math.max(committed, seq);
        wake(Duration.ZERO);
    }

    /// Waits until everything up to a number, which is committed, was handed on; at once if the
    /// stream has not begun. Blocks while the log cannot be read.
    ///
    /// @return `false` if it took longer than `patience`
    public synchronized boolean await(long seq, Duration patience) throws InterruptedException {
        committed(seq);
        long deadline = System.nanoTime() + patience.toNanos();
        while (cursor != UNKNOWN && cursor < seq && cursor < committed && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    public synchronized void close() {
        closed = true;
        held = null;
        notifyAll();
    }

    private void hold(LogEvent event) {
        committed = Math.max(committed, event.seq());
        if (held == null) {
            held = new TreeMap<>();
        }
        if (held.size() < MAX_HELD) {
            held.put(event.seq(), event);
        }
    }

    private void handOn(LogEvent event) {
        if (closed) {
            return;
        }
        cursor = event.seq();
        sink.accept(event);
    }

    private void releaseHeld() {
        while (held != null && !held.isEmpty() && held.firstKey() <= cursor + 1) {
            LogEvent first = held.pollFirstEntry().getValue();
            if (first.seq() == cursor + 1) {
                handOn(first);
            }
        }
        if (held != null && held.isEmpty()) {
            held = null;
        }
    }

    /// Starts reading if something is missing and nobody reads yet.
    private void wake(Duration patience) {
        if (!reading && !closed && cursor != UNKNOWN && committed > cursor) {
            reading = true;
            threads.execute(() -> read(patience));
        }
    }

    private void read(Duration patience) {
        try {
            Thread.sleep(patience);
            long from = cursor();
            boolean missing = isMissing();
            List<LogEvent> events = missing ? source.after(from) : List.of();
            took(from, events, missing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("a log could not be read");
            pauseAndReadAgain();
        }
    }

    private synchronized boolean isMissing() {
        return committed > cursor && !closed;
    }

    private synchronized void took(long from, List<LogEvent> events, boolean asked) {
        if (closed) {
            return;
        }
        for (LogEvent event : events) {
            if (event.seq() == cursor + 1) {
                handOn(event);
            }
        }
        releaseHeld();
        // A chat that is being removed has no entries any more: nothing is left to wait for.
        if (asked && events.isEmpty() && cursor == from) {
            committed = cursor;
        }
        reading = false;
        notifyAll();
        wake(Duration.ZERO);
    }

    private void pauseAndReadAgain() {
        try {
            Thread.sleep(OUTAGE_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        synchronized (this) {
            reading = false;
            wake(Duration.ZERO);
        }
    }
}
