package org.kocmoc.realtime;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.limits.Size;

/// The frames of one client, carried out one after the other in their order, off the event loop.
/// When too many wait, the client is not read until half of them are done. Any thread.
final class Inbox {
    private static final int FULL = Size.SOCKET_COMMANDS_WAITING.value();

    private final Executor threads;
    private final Consumer<String> work;
    private final Consumer<Boolean> reading;

    /// Most sockets are silent most of the time.
    private @Nullable Queue<String> waiting;

    private boolean running;
    private boolean paused;

    /// @param work carries a frame out; blocks
    /// @param reading told whether to go on reading the client
    Inbox(Executor threads, Consumer<String> work, Consumer<Boolean> reading) {
        this.threads = threads;
        this.work = work;
        this.reading = reading;
    }

    synchronized void add(String frame) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        waiting.add(frame);
        if (waiting.size() >= FULL && !paused) {
            paused = true;
            reading.accept(false);
        }
        if (!running) {
            running = true;
            threads.execute(this::run);
        }
    }

    private void run() {
        for (String frame = next(); frame != null; frame = next()) {
            work.accept(frame);
        }
    }

    private synchronized @Nullable String next() {
        String frame = waiting == null ? null : waiting.poll();
        if (frame == null) {
            running = false;
            waiting = null;
        }
        if (paused && (waiting == null || waiting.size() <= FULL / 2)) {
            paused = false;
            reading.accept(true);
        }
        return frame;
    }
}
