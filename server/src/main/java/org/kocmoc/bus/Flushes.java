package org.kocmoc.bus;

import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// Asks NATS on one connection whether it has what was sent and subscribed before; one question for
/// all who wait. Any thread.
///
/// The client takes open questions for unanswered pings and ends the connection at a few of them,
/// as a dead one: sockets that open at once must not each ask.
final class Flushes {
    private final Connection connection;
    private final AtomicLong wanted = new AtomicLong();
    private final ReentrantLock one = new ReentrantLock();
    private long asked;

    Flushes(Connection connection) {
        this.connection = connection;
    }

    /// Returns when a question was answered that was asked after this was called. Whoever joins one
    /// that fails is not told: it is tried once for all.
    void flush(Duration patience) throws TimeoutException, InterruptedException {
        long mine = wanted.incrementAndGet();
        one.lock();
        try {
            if (asked < mine) {
                asked = wanted.get();
                connection.flush(patience);
            }
        } finally {
            one.unlock();
        }
    }
}
