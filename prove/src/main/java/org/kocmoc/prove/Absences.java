package org.kocmoc.prove;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.kocmoc.client.live.State;
import org.kocmoc.client.live.Tap;
import org.kocmoc.client.wire.Ending;
import tools.jackson.databind.JsonNode;

/// How long sockets are away, from the end of the line until everything missed has come, and where
/// that time goes. Any thread.
final class Absences {
    private final Queue<Long> whole = new ConcurrentLinkedQueue<>();
    private final Queue<Long> unconnected = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> reasons = new ConcurrentHashMap<>();
    private volatile boolean over;

    /// What watches one socket.
    Tap socket() {
        return new Watch();
    }

    /// What happens from now on is no absence.
    void stop() {
        over = true;
    }

    /// From the end to being caught up again, in milliseconds.
    Queue<Long> whole() {
        return whole;
    }

    /// The part of it until there was a line again: the pause, and every vain try.
    Queue<Long> unconnected() {
        return unconnected;
    }

    /// Why lines ended, vain tries included, and how often.
    Map<String, Integer> reasons() {
        Map<String, Integer> counts = new TreeMap<>();
        reasons.forEach((reason, count) -> counts.put(reason, count.get()));
        return counts;
    }

    private final class Watch implements Tap {
        private boolean away;
        private long since;
        private long connected;

        @Override
        public synchronized void connecting(long connection, State from) {
            connected = System.nanoTime();
        }

        @Override
        public synchronized void frame(long connection, JsonNode frame) {
            if (away && frame.path("type").asString("").equals("resumed")) {
                away = false;
                whole.add(millis(since, System.nanoTime()));
                unconnected.add(millis(since, connected));
            }
        }

        @Override
        public synchronized void ended(long connection, Ending ending) {
            if (over) {
                return;
            }
            reasons.computeIfAbsent(
                            ending.code() + " " + ending.reason(), key -> new AtomicInteger())
                    .incrementAndGet();
            if (!away) {
                away = true;
                since = System.nanoTime();
            }
        }

        private static long millis(long from, long to) {
            return (to - from) / 1_000_000;
        }
    }
}
