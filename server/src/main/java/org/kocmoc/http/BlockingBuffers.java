package org.kocmoc.http;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;

/// A bounded queue of bytes between an event loop that adds and one thread that reads as a stream.
///
/// The first failure wins, drops what waits and everything added later.
final class BlockingBuffers {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private final int capacity;
    private final long deadline;
    private final Runnable resume;
    private int waiting;
    private boolean paused;
    private boolean ended;
    private @Nullable ApiException failure;

    /// @param deadline `System.nanoTime()` after which reading fails instead of waiting
    /// @param resume called, off the event loop, when the reader has made room again
    BlockingBuffers(int capacity, long deadline, Runnable resume) {
        this.capacity = capacity;
        this.deadline = deadline;
        this.resume = resume;
    }

    /// Adds bytes; `true` asks the caller to stop the source until `resume` is called.
    boolean add(byte[] bytes) {
        lock.lock();
        try {
            if (failure != null) {
                return false;
            }
            queue.add(bytes);
            waiting += bytes.length;
            paused = waiting >= capacity;
            changed.signal();
            return paused;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void fail(ApiException cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
                queue.clear();
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The next bytes; `null` at the end.
    private byte @Nullable [] next() {
        boolean room = false;
        lock.lock();
        try {
            awaitChange();
            byte[] bytes = queue.poll();
            if (bytes != null) {
                waiting -= bytes.length;
                room = paused && waiting < capacity / 2;
                paused = paused && !room;
            }
            return bytes;
        } finally {
            lock.unlock();
            if (room) {
                resume.run();
            }
        }
    }

    private void awaitChange() {
        try {
            while (queue.isEmpty() && !ended && failure == null) {
                if (changed.awaitNanos(deadline - System.nanoTime()) <= 0) {
                    throw new ApiException(CommonError.REQUEST_TIMEOUT);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(CommonError.OVERLOADED);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// What was added, as one stream; only one is made. Reading throws the failure.
    InputStream stream() {
        return new Reader();
    }

    private final class Reader extends InputStream {
        private byte[] current = {};
        private int at;

        @Override
        public int read() {
            return fill() ? current[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, current.length - at);
            System.arraycopy(current, at, target, offset, count);
            at += count;
            return count;
        }

        private boolean fill() {
            while (at == current.length) {
                byte[] next = next();
                if (next == null) {
                    return false;
                }
                current = next;
                at = 0;
            }
            return true;
        }

        @Override
        public void close() {
            fail(new ApiException(CommonError.BAD_REQUEST));
        }
    }
}
