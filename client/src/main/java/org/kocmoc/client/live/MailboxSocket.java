package org.kocmoc.client.live;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Connection;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;
import tools.jackson.databind.JsonNode;

/// A socket that says when something waits in a device's mailbox, opened anew whenever it breaks.
/// One thread connects, another one calls back, so that the callback may take its time. Neither
/// ends by a failure: what failed is told and tried again, after 1 s at first and 1 min at most.
public final class MailboxSocket implements AutoCloseable {
    private static final Set<String> NEWS = Set.of("e2ee:message", "keys:low", "device:update");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Semaphore news = new Semaphore(0);
    private final Session session;
    private final int device;
    private final Consumer<RuntimeException> failed;
    private final Thread connecting;
    private final Thread calling;
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    /// Calls back whenever something waits in the mailbox of a device, its keys run out or devices
    /// of others change; once at the beginning, and after a failure.
    ///
    /// @param failed is told what the callback threw, and why the server lets nobody listen; not
    ///   that it cannot be reached for a while
    public MailboxSocket(
            Session session, int device, Runnable something, Consumer<RuntimeException> failed) {
        this.session = session;
        this.device = device;
        this.failed = failed;
        this.connecting = Thread.ofVirtual().name("kocmoc-mailbox").start(this::connect);
        this.calling = Thread.ofVirtual().name("kocmoc-mail").start(() -> call(something));
    }

    private void connect() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!closed) {
                try {
                    Duration silence = signIn();
                    pause = FIRST_PAUSE;
                    news.release();
                    awaitEnd(silence);
                } catch (UnreachableException e) {
                    // The pause below.
                } catch (RefusedException e) {
                    refused(e);
                }
                pause = rest(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A restored server may have forgotten the device: what is called tells it. Whatever else it
    /// is may be mended there as well, some day.
    private void refused(RefusedException refusal) {
        if (refusal.retryAfter().isEmpty()) {
            tell(refusal);
            news.release();
        }
    }

    /// @return the next pause
    private static Duration rest(Duration pause) throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextLong(pause.toMillis()) + 1);
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    /// Until it has ended, or was silent for too long: a line may die without a word.
    private void awaitEnd(Duration silence) {
        Connection open = Objects.requireNonNull(connection);
        while (!open.ended().isDone()) {
            Duration left = silence.minus(open.silence());
            if (left.isNegative()) {
                open.abort("dead");
            } else {
                open.ended()
                        .thenApply(ending -> true)
                        .completeOnTimeout(false, left.toMillis() + 1, TimeUnit.MILLISECONDS)
                        .join();
            }
        }
    }

    /// @return how long the socket may be silent
    private Duration signIn() {
        Connection fresh = Connection.open(session.http(), this::heard);
        connection = fresh;
        try {
            return Engine.silenceOf(
                    fresh.command(
                            "auth",
                            Map.of(
                                    "token",
                                    session.token(),
                                    "encrypted",
                                    true,
                                    "e2ee_device",
                                    device)));
        } catch (RefusedException | UnreachableException e) {
            fresh.close();
            throw e;
        }
    }

    private void heard(JsonNode event) {
        String type = event.path("type").asString("");
        if (NEWS.contains(type) || type.startsWith("message:") || type.equals("chat:new")) {
            news.release();
        }
    }

    private void call(Runnable something) {
        Duration pause = FIRST_PAUSE;
        try {
            while (!closed) {
                news.acquire();
                news.drainPermits();
                try {
                    something.run();
                    pause = FIRST_PAUSE;
                } catch (RuntimeException e) {
                    // What was not taken waits still, and nobody would say so again.
                    tell(e);
                    news.release();
                    pause = rest(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(RuntimeException failure) {
        if (!closed) {
            failed.accept(failure);
        }
    }

    @Override
    public void close() {
        closed = true;
        connecting.interrupt();
        calling.interrupt();
        Connection open = connection;
        if (open != null) {
            open.close();
        }
    }
}
