package org.kocmoc.client.live;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Connection;
import org.kocmoc.client.wire.Ending;
import org.kocmoc.client.wire.KocmocException;
import org.kocmoc.client.wire.UnreachableException;
import tools.jackson.databind.JsonNode;

/// The sockets of a [Live]: the one in use and, while the server of that goes away, the one that is
/// to take over. A server that is about to go says so; then a second socket signs in elsewhere
/// while the first one still hears, and takes over once it is caught up. Both bring the same
/// events, of which the [State] takes each once.
///
/// On the engine's thread, except [#usable] and [#isCaughtUp].
final class Lines {
    /// One socket; they count from 1.
    private record Line(long number, Connection open) {}

    /// What a server leaves that does not say how long it stays.
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private static final Duration MOVING_AGAIN = Duration.ofMillis(200);

    private final Session session;
    private final LiveOptions options;
    private final Engine engine;
    private final Backoff backoff;
    private final Consumer<Runnable> mailbox;
    private final AtomicLong numbers = new AtomicLong();
    private volatile @Nullable Line present;
    private volatile @Nullable Line heir;
    private volatile @Nullable Connection usable;
    private volatile boolean caughtUp;
    private long leaving;

    /// @param mailbox what is to be run on the engine's thread
    Lines(
            Session session,
            LiveOptions options,
            Engine engine,
            Backoff backoff,
            Consumer<Runnable> mailbox) {
        this.session = session;
        this.options = options;
        this.engine = engine;
        this.backoff = backoff;
        this.mailbox = mailbox;
    }

    /// The socket that is signed in, if there is one.
    @Nullable Connection usable() {
        return usable;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    // --- one after the other ---------------------------------------------------------------------

    /// Connects.
    ///
    /// @throws UnreachableException if that fails
    Connection open() {
        long number = numbers.incrementAndGet();
        try {
            Line line = dial(number);
            present = line;
            return line.open();
        } catch (UnreachableException e) {
            options.tap().ended(number, Ending.broken("unreachable"));
            throw e;
        }
    }

    private Line dial(long number) {
        return new Line(number, Connection.open(session.http(), frame -> arrive(number, frame)));
    }

    /// Signs in on the socket just opened.
    ///
    /// @return how long it may be silent
    Duration signIn() {
        Line line = required();
        options.tap().connecting(line.number(), engine.state());
        JsonNode answer = signIn(line, engine.resume());
        use(line);
        return Engine.silenceOf(answer);
    }

    private JsonNode signIn(Line line, Map<String, Object> resume) {
        Map<String, Object> auth = new LinkedHashMap<>(resume);
        auth.put("token", session.token());
        auth.put("device", options.device());
        return line.open().command("auth", auth);
    }

    private Line required() {
        Line line = present;
        if (line == null) {
            throw new IllegalStateException("nothing was opened");
        }
        return line;
    }

    private void use(Line line) {
        present = line;
        usable = line.open();
        line.open().ended().thenRun(() -> mailbox.accept(() -> {}));
    }

    /// The socket to go on with, one that has ended if there is none. Where it was closed before
    /// its successor had caught up, that is the successor.
    Connection next() {
        Line next = heir;
        if (next != null && required().open().ended().isDone()) {
            caughtUp = false;
            takeOver(next);
        }
        return required().open();
    }

    /// Gives the sockets up, and says how the last one ended.
    Ending leave() {
        usable = null;
        caughtUp = false;
        disinherit();
        Line line = required();
        line.open().close();
        Ending ending = line.open().ended().join();
        options.tap().ended(line.number(), ending);
        return ending;
    }

    // --- what they bring -------------------------------------------------------------------------

    private void arrive(long number, JsonNode frame) {
        options.tap().frame(number, frame);
        Event event = Event.read(frame);
        mailbox.accept(() -> receive(number, event));
    }

    private void receive(long number, Event event) {
        Line line = present;
        Line next = heir;
        boolean inherits = next != null && next.number() == number;
        if (!inherits && (line == null || line.number() != number)) {
            // The present one repeats what an earlier one has left.
            return;
        }
        engine.receive(event);
        if (event.type().equals("resumed")) {
            backoff.reset();
            if (next != null && inherits) {
                takeOver(next);
            }
            caughtUp = usable != null;
        } else if (event.type().equals("server:leaving") && usable != null && !inherits) {
            move(event.data().path("within").asLong(WITHIN.toMillis()));
        }
    }

    // --- moving to another server ----------------------------------------------------------------

    private void move(long millis) {
        Line from = required();
        if (leaving != from.number()) {
            leaving = from.number();
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            Thread.ofVirtual().name("kocmoc-move-" + session.user()).start(() -> move(from, until));
        }
    }

    /// Until it worked or there is nothing to move from; then the usual way goes on.
    private void move(Line from, long until) {
        try {
            while (isUsed(from) && System.nanoTime() < until && !hasMoved(from)) {
                Thread.sleep(MOVING_AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isUsed(Line line) {
        return usable == line.open() && !line.open().ended().isDone();
    }

    private boolean hasMoved(Line from) throws InterruptedException {
        Line next;
        try {
            next = dial(numbers.incrementAndGet());
        } catch (UnreachableException e) {
            return false;
        }
        try {
            CompletableFuture<Optional<Map<String, Object>>> resume = new CompletableFuture<>();
            mailbox.accept(() -> resume.complete(bequeath(from, next)));
            Map<String, Object> positions =
                    resume.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                            .orElseThrow(TimeoutException::new);
            signIn(next, positions);
            return true;
        } catch (KocmocException | ExecutionException | TimeoutException e) {
            mailbox.accept(() -> disinherit(next));
            next.open().close();
            return false;
        }
    }

    /// Where the successor resumes; nothing if it comes too late.
    private Optional<Map<String, Object>> bequeath(Line from, Line next) {
        if (!isUsed(from) || next.open().ended().isDone()) {
            return Optional.empty();
        }
        heir = next;
        options.tap().connecting(next.number(), engine.state());
        return Optional.of(engine.resume());
    }

    private void takeOver(Line next) {
        Line old = required();
        heir = null;
        use(next);
        old.open().ended().thenAccept(ending -> options.tap().ended(old.number(), ending));
        old.open().retire();
    }

    private void disinherit(Line line) {
        Line next = heir;
        if (next != null && next.number() == line.number()) {
            disinherit();
        }
    }

    /// Gives up what was to take over.
    void disinherit() {
        Line next = heir;
        heir = null;
        if (next != null) {
            next.open().close();
        }
    }
}
