package org.kocmoc.realtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.streams.LogEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of one event loop: who listens to what. Everything but [#post] runs on that loop.
///
/// Work is gathered and done in one go; afterwards every socket that got something writes it as one
/// frame. A round that took long is followed by a pause as long, up to [#LONGEST_PAUSE], in which
/// the next one gathers: so the busier the loop, the more each write carries, and what a burst
/// costs grows with the sockets that hear it rather than with the sockets times the messages.
final class Shard {
    /// What runs tasks on the event loop, in their order. Any thread.
    interface Loop {
        /// Runs it as soon as the loop comes to it.
        void run(Runnable task);

        /// Runs it after a time. On the loop.
        void after(Duration pause, Runnable task);
    }

    /// Nobody notices it in a message that thousands hear.
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(10);

    /// Shorter rounds are not worth a timer.
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(2);

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Loop loop;
    private long pauseUntil = System.nanoTime();
    private final Packing packing = new Packing();
    private final Set<Connection> connections = new HashSet<>();
    private final Map<Long, Set<Connection>> ofChat = new HashMap<>();
    private final Map<Long, List<Connection>> ofUser = new HashMap<>();
    private final List<Connection> dirty = new ArrayList<>();

    Shard(Loop loop) {
        this.loop = loop;
    }

    /// Runs a task on the loop. Tasks of one thread run in their order. Any thread.
    void post(Runnable task) {
        tasks.add(task);
        if (scheduled.compareAndSet(false, true)) {
            loop.run(this::round);
        }
    }

    /// Runs a task on the loop after a time. On the loop.
    void after(Duration pause, Runnable task) {
        loop.after(pause, () -> post(task));
    }

    private void round() {
        long start = System.nanoTime();
        if (pauseUntil - start > 0) {
            loop.after(Duration.ofNanos(pauseUntil - start), this::work);
        } else {
            work();
        }
    }

    private void work() {
        long start = System.nanoTime();
        scheduled.set(false);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
        for (Connection connection : dirty) {
            run(connection::flush);
        }
        dirty.clear();
        long end = System.nanoTime();
        long pause = Math.min(end - start, LONGEST_PAUSE.toNanos());
        pauseUntil = pause < SHORTEST_PAUSE.toNanos() ? end : end + pause;
    }

    /// One socket's failure must not keep others from what they wait for.
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a task of the sockets failed");
        }
    }

    /// Notes that a socket has something to write when the present work is done.
    void touched(Connection connection) {
        dirty.add(connection);
    }

    Packing packing() {
        return packing;
    }

    void opened(Connection connection) {
        connections.add(connection);
    }

    void closed(Connection connection) {
        connections.remove(connection);
    }

    /// All sockets of the loop, signed in or not.
    Set<Connection> connections() {
        return connections;
    }

    void addUser(UserId user, Connection connection) {
        ofUser.computeIfAbsent(user.value(), key -> new ArrayList<>(1)).add(connection);
    }

    void removeUser(UserId user, Connection connection) {
        ofUser.computeIfPresent(
                user.value(),
                (key, list) -> list.remove(connection) && list.isEmpty() ? null : list);
    }

    /// The sockets of an account on this loop.
    List<Connection> of(UserId user) {
        return ofUser.getOrDefault(user.value(), List.of());
    }

    void addChat(ChatId chat, Connection connection) {
        ofChat.computeIfAbsent(chat.value(), key -> new HashSet<>()).add(connection);
    }

    void removeChat(ChatId chat, Connection connection) {
        ofChat.computeIfPresent(
                chat.value(), (key, set) -> set.remove(connection) && set.isEmpty() ? null : set);
    }

    /// Gives an entry of a chat to its listeners.
    void chatEvent(ChatId chat, LogEvent event) {
        Set<Connection> listeners = ofChat.get(chat.value());
        if (listeners != null) {
            listeners.forEach(connection -> connection.chatEvent(chat, event));
        }
    }

    /// Gives an entry of a user log to that user's sockets.
    void userEvent(UserId user, LogEvent event) {
        List.copyOf(of(user)).forEach(connection -> connection.userEvent(event));
    }

    /// Gives something that is not logged to the listeners of a chat.
    void toChat(ChatId chat, Consumer<Connection> action) {
        Set<Connection> listeners = ofChat.get(chat.value());
        if (listeners != null) {
            listeners.forEach(action);
        }
    }
}
