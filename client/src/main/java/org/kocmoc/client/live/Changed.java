package org.kocmoc.client.live;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Lets threads wait until something that others change is as they wish. Any thread.
final class Changed {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition condition = lock.newCondition();

    void signal() {
        lock.lock();
        try {
            condition.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean await(BooleanSupplier wish, Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!wish.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = condition.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
