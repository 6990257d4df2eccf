package org.kocmoc.marks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gathers marks for a second, the highest of each member and chat, and writes them in one batch: a
/// client that scrolls tells of every message it passes. What is lost by a crash is told again by
/// the client's next mark. Any thread; never blocks on the database.
final class MarkQueue implements AutoCloseable {
    private record Key(ChatId chat, UserId user) {}

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BATCH = 500;
    private static final Logger LOG = LoggerFactory.getLogger(MarkQueue.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Consumer<List<Mark>> write;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private Map<Key, Long> waiting = new HashMap<>();

    /// @param write writes a batch in one transaction
    MarkQueue(String name, Consumer<List<Mark>> write) {
        this.write = write;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /// Takes a mark; what does not fit is dropped, since a later mark says more.
    void add(Mark mark) {
        lock.lock();
        try {
            Key key = new Key(mark.chat(), mark.user());
            if (waiting.size() < Size.MARKS_WAITING.value() || waiting.containsKey(key)) {
                waiting.merge(key, mark.seq(), Math::max);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Mark> take() {
        lock.lock();
        try {
            Map<Key, Long> taken = waiting;
            waiting = new HashMap<>();
            List<Mark> marks = new ArrayList<>();
            taken.forEach((key, seq) -> marks.add(new Mark(key.chat(), key.user(), seq)));
            marks.sort(Comparator.comparing(Mark::chat).thenComparing(Mark::user));
            return marks;
        } finally {
            lock.unlock();
        }
    }

    private void flush() {
        List<Mark> marks = take();
        for (int i = 0; i < marks.size(); i += BATCH) {
            List<Mark> part = marks.subList(i, Math.min(marks.size(), i + BATCH));
            try {
                write.accept(part);
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("cause", e.toString()).log("marks were not written");
                part.forEach(this::add);
            }
        }
    }

    /// Writes what waits. What is being written is not interrupted: it would be rolled back.
    @Override
    public void close() {
        closing.countDown();
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
