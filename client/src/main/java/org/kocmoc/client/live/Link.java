package org.kocmoc.client.live;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Connection;
import org.kocmoc.client.wire.Ending;
import org.kocmoc.client.wire.Http;
import org.kocmoc.client.wire.KocmocException;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;

/// What a [Live] runs: one thread that connects, receives, applies and reconnects, and the mailbox
/// through which everything reaches it. All else may be called by any thread.
final class Link {
    private final Session session;
    private final Engine engine;
    private final Backoff backoff;
    private final Lines lines;
    private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Ending> over = new CompletableFuture<>();
    private final Changed changed = new Changed();
    private volatile State state;
    private volatile boolean closed;
    private volatile boolean offline;

    Link(Session session, LiveOptions options) {
        this.session = session;
        this.engine = new Engine(session, this::hand);
        this.state = engine.state();
        this.backoff = new Backoff(options.longestBackoff());
        this.lines = new Lines(session, options, engine, backoff, mailbox::add);
    }

    void start() {
        Thread.ofVirtual().name("kocmoc-live-" + session.user()).start(this::run);
    }

    State state() {
        return state;
    }

    boolean isCaughtUp() {
        return lines.isCaughtUp();
    }

    boolean awaitCaughtUp(Duration patience) {
        return changed.await(lines::isCaughtUp, patience);
    }

    boolean await(Predicate<State> wish, Duration patience) {
        return changed.await(() -> wish.test(state), patience);
    }

    /// The present connection, waited for.
    ///
    /// @throws UnreachableException if there is none in time
    Connection connection(Duration patience) {
        changed.await(() -> lines.usable() != null || over.isDone(), patience);
        Connection open = lines.usable();
        if (open == null) {
            throw new UnreachableException("There is no connection");
        }
        return open;
    }

    @Nullable Connection present() {
        return lines.usable();
    }

    CompletableFuture<Ending> over() {
        return over;
    }

    boolean isClosed() {
        return closed;
    }

    void goOffline() {
        offline = true;
        mailbox.add(() -> {});
    }

    void goOnline() {
        offline = false;
        mailbox.add(() -> {});
    }

    EventStream subscribe() {
        EventStream stream = new EventStream();
        streams.removeIf(EventStream::isClosed);
        streams.add(stream);
        if (over.isDone()) {
            stream.close();
        }
        return stream;
    }

    void close() {
        closed = true;
        Connection open = lines.usable();
        if (open != null) {
            open.close();
        }
        finish(Ending.of(1000, "closed"));
    }

    /// Runs something between two events and waits for it.
    void onEngine(Consumer<Engine> work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        mailbox.add(
                () -> {
                    try {
                        work.accept(engine);
                        state = engine.state();
                        done.complete(null);
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
        try {
            done.get(Http.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KocmocException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new UnreachableException("The connection is busy for too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted", e);
        }
    }

    private void run() {
        while (!over.isDone()) {
            if (offline) {
                work(Duration.ofMillis(100));
                continue;
            }
            Ending ending = live();
            changed.signal();
            if (over.isDone() || offline) {
                continue;
            }
            switch (ending.action()) {
                case RECONNECT, BACK_OFF -> work(backoff.after(ending));
                case STAY_AWAY, SIGN_IN -> finish(ending);
            }
        }
    }

    private void finish(Ending ending) {
        over.complete(ending);
        streams.forEach(EventStream::close);
        mailbox.add(() -> {});
        changed.signal();
    }

    /// From the first connection to the end of it, or of the last that took over.
    private Ending live() {
        Connection first;
        try {
            first = lines.open();
        } catch (UnreachableException e) {
            return Ending.broken("unreachable");
        }
        try {
            Duration silence = lines.signIn();
            changed.signal();
            Connection open = lines.next();
            while (!open.ended().isDone() && !closed && !offline) {
                work(open);
                if (open.silence().compareTo(silence) > 0) {
                    open.abort("dead");
                }
                open = lines.next();
            }
        } catch (RefusedException e) {
            // The close code that follows says what to do.
            first.ended().completeOnTimeout(Ending.broken(e.code()), 5, TimeUnit.SECONDS).join();
        } catch (UnreachableException e) {
            first.abort("unreachable");
        }
        return lines.leave();
    }

    /// Runs what waits, for a moment at most. What fails for want of an answer is repaired by the
    /// next resume.
    private void work(Connection open) {
        try {
            runNext(TimeUnit.MILLISECONDS.toNanos(250));
        } catch (KocmocException e) {
            lines.disinherit();
            open.abort("cannot catch up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            open.abort("interrupted");
        }
    }

    /// Runs what waits while there is no connection.
    private void work(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        try {
            while (!over.isDone() && System.nanoTime() < until) {
                try {
                    runNext(until - System.nanoTime());
                } catch (KocmocException e) {
                    changed.signal();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runNext(long nanos) throws InterruptedException {
        Runnable next = mailbox.poll(nanos, TimeUnit.NANOSECONDS);
        if (next != null) {
            try {
                next.run();
            } finally {
                state = engine.state();
                changed.signal();
            }
        }
    }

    private void hand(Event event) {
        state = engine.state();
        streams.forEach(stream -> stream.offer(event));
    }
}
