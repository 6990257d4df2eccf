package org.kocmoc.prove;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;
import org.kocmoc.client.live.State;
import org.kocmoc.client.live.Tap;
import org.kocmoc.client.wire.Ending;
import tools.jackson.databind.JsonNode;

/// What clients feel of servers that go away: how long messages take to their sockets, how long
/// sockets are away (from the end of the line that was caught up until another one is), and of what
/// a move from one server to another consists. Any thread.
final class Absences {
    private final Queue<Long> whole = new ConcurrentLinkedQueue<>();
    private final Queue<Long> connecting = new ConcurrentLinkedQueue<>();
    private final Queue<Long> catchingUp = new ConcurrentLinkedQueue<>();
    private final Queue<Long> delivered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger moves = new AtomicInteger();
    private final Map<String, AtomicInteger> reasons = new ConcurrentHashMap<>();
    private final LongUnaryOperator sentAt;
    private volatile boolean over;

    /// @param sentAt when the message with a number in its text was sent, in nanoseconds; 0 if that
    ///   is of no interest
    Absences(LongUnaryOperator sentAt) {
        this.sentAt = sentAt;
    }

    /// What watches one socket.
    Tap socket() {
        return new Watch();
    }

    /// What happens from now on is no absence.
    void stop() {
        over = true;
    }

    /// How often a socket had another line that was caught up before the first one ended.
    int moves() {
        return moves.get();
    }

    /// From the end of the line to being caught up again, in milliseconds, of those that had none
    /// meanwhile.
    Queue<Long> whole() {
        return whole;
    }

    /// From the word to move, or the end, until another line was open: pauses, and every vain try.
    Queue<Long> connecting() {
        return connecting;
    }

    /// From the open line until everything missed had come.
    Queue<Long> catchingUp() {
        return catchingUp;
    }

    /// From the send of a message until it was on each socket.
    Queue<Long> delivered() {
        return delivered;
    }

    /// Why lines ended, vain tries included, and how often.
    Map<String, Integer> reasons() {
        Map<String, Integer> counts = new TreeMap<>();
        reasons.forEach((reason, count) -> counts.put(reason, count.get()));
        return counts;
    }

    private final class Watch implements Tap {
        private long newest;
        private long caughtUp;
        private long told;
        private long connected;
        private long endedAt;

        @Override
        public synchronized void connecting(long connection, State from) {
            connected = System.nanoTime();
        }

        @Override
        public synchronized void frame(long connection, JsonNode frame) {
            long now = System.nanoTime();
            switch (frame.path("type").asString("")) {
                case "message:new" -> message(now, frame);
                case "server:leaving" -> told = now;
                case "resumed" -> resumed(now, connection);
                default -> {}
            }
        }

        private void message(long now, JsonNode frame) {
            long seq = frame.path("seq").asLong();
            if (seq <= newest) {
                return;
            }
            newest = seq;
            String text = frame.path("data").path("message").path("text").asString("");
            long sent = sentAt.applyAsLong(Long.parseLong(text.substring(text.indexOf(' ') + 1)));
            if (sent != 0) {
                delivered.add(millis(sent, now));
            }
        }

        private void resumed(long now, long connection) {
            if (caughtUp != 0 && !over) {
                if (endedAt != 0) {
                    whole.add(millis(endedAt, now));
                } else {
                    moves.incrementAndGet();
                }
                connecting.add(millis(told != 0 ? told : endedAt, connected));
                catchingUp.add(millis(connected, now));
            }
            caughtUp = connection;
            endedAt = 0;
            told = 0;
        }

        @Override
        public synchronized void ended(long connection, Ending ending) {
            if (over) {
                return;
            }
            reasons.computeIfAbsent(
                            ending.code() + " " + ending.reason(), key -> new AtomicInteger())
                    .incrementAndGet();
            if (connection >= caughtUp && endedAt == 0) {
                endedAt = System.nanoTime();
            }
        }

        private static long millis(long from, long to) {
            return (to - from) / 1_000_000;
        }
    }
}
