package org.kocmoc.client.outbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;

/// Messages on their way: each is repeated with its `clientId` until the server has stored it for
/// good or refused it for good. Messages of one chat are sent in the order of [#put]; chats do not
/// wait for each other. What is in an outbox is lost with its process: a program that must not lose
/// a message over its own crash keeps the [Draft] and puts it again, which doubles nothing.
///
/// Any thread; [#put] does not block.
public final class Outbox implements AutoCloseable {
    /// A way to the server, for example `live::send` or `session.messages()::send`.
    @FunctionalInterface
    public interface Way {
        /// Sends once.
        Message send(long chat, Draft draft);
    }

    private static final long FIRST_MILLIS = 100;
    private static final long MOST_MILLIS = 5_000;

    private record Waiting(Draft draft, CompletableFuture<Message> stored) {}

    private final Way way;
    private final Map<Long, Queue<Waiting>> lanes = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;

    /// An outbox on a way.
    public Outbox(Way way) {
        this.way = way;
    }

    /// Takes a message over.
    ///
    /// @return completed with the stored message, or exceptionally with the [RefusedException] that
    ///   the server will not change its mind about, or with [UnreachableException] if the outbox
    ///   was closed before it knew
    public CompletableFuture<Message> put(long chat, Draft draft) {
        Waiting waiting = new Waiting(draft, new CompletableFuture<>());
        lock.lock();
        try {
            Queue<Waiting> lane = lanes.get(chat);
            if (lane == null) {
                lane = new ArrayDeque<>();
                lanes.put(chat, lane);
                Thread.ofVirtual().name("kocmoc-outbox-" + chat).start(() -> run(chat));
            }
            lane.add(waiting);
        } finally {
            lock.unlock();
        }
        return waiting.stored();
    }

    /// How many messages are on their way.
    public int size() {
        lock.lock();
        try {
            return lanes.values().stream().mapToInt(Queue::size).sum();
        } finally {
            lock.unlock();
        }
    }

    private void run(long chat) {
        Waiting next = first(chat);
        while (next != null) {
            deliver(chat, next);
            next = following(chat);
        }
    }

    private @Nullable Waiting first(long chat) {
        lock.lock();
        try {
            Queue<Waiting> lane = lanes.get(chat);
            return lane == null ? null : lane.peek();
        } finally {
            lock.unlock();
        }
    }

    /// Leaves the lane that is empty, in the same breath as it finds it so.
    private @Nullable Waiting following(long chat) {
        lock.lock();
        try {
            Queue<Waiting> lane = lanes.getOrDefault(chat, new ArrayDeque<>());
            lane.poll();
            Waiting next = lane.peek();
            if (next == null) {
                lanes.remove(chat);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(long chat, Waiting waiting) {
        long pause = FIRST_MILLIS;
        while (!closed) {
            try {
                waiting.stored().complete(way.send(chat, waiting.draft()));
                return;
            } catch (RefusedException e) {
                Duration asked = e.retryAfter().orElse(null);
                if (asked == null) {
                    waiting.stored().completeExceptionally(e);
                    return;
                }
                sleep(Math.max(asked.toMillis(), ThreadLocalRandom.current().nextLong(pause)));
            } catch (UnreachableException e) {
                sleep(pause);
            } catch (RuntimeException e) {
                waiting.stored().completeExceptionally(e);
                return;
            }
            pause = Math.min(2 * pause, MOST_MILLIS);
        }
        waiting.stored().completeExceptionally(new UnreachableException("The outbox was closed"));
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /// Gives up what is still on its way; whether it was stored is unknown.
    @Override
    public void close() {
        closed = true;
    }
}
