package org.kocmoc.bench.sections;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.kocmoc.bench.load.Clients;
import org.kocmoc.bench.load.Latencies;
import org.kocmoc.bench.load.WebSockets;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.bench.stage.Stage;

/// 1,000 sends a second over 64 sockets into personal chats, evenly in time whatever the answers
/// take: until the answer, and until the other one's socket has the event.
public final class LatencySection implements Section {
    private static final int PER_SECOND = 1_000;
    private static final int PAIRS = 64;

    /// Until compilers and caches have settled.
    private static final int WARM_UP = 15 * PER_SECOND;

    private static final String ID = "{\"id\":";
    private static final String TEXT = "\"t:";

    private final Latencies acknowledged = new Latencies();
    private final Latencies delivered = new Latencies();
    private final AtomicLong heard = new AtomicLong();
    private long[] due = new long[0];

    @Override
    public void run(Stage stage, Report report) throws Exception {
        List<Population.Pair> pairs = stage.population().pairs(PAIRS);
        try (Clients clients = new Clients(stage.server().port(), 2 * PAIRS, this::hear)) {
            clients.open(pairs.stream().map(pair -> pair.one().token()).toList());
            clients.open(pairs.stream().map(pair -> pair.other().token()).toList());
            int measured = (int) (PER_SECOND * stage.time().toSeconds() * 3);
            send(clients, pairs, WARM_UP + measured);
        }
        report.add("latency: send to answer at 1,000/s, p50", acknowledged.millis(0.5), 5, "ms");
        report.add("latency: send to answer at 1,000/s, p99", acknowledged.millis(0.99), 25, "ms");
        report.add("latency: send to socket at 1,000/s, p50", delivered.millis(0.5), 50, "ms");
        report.add("latency: send to socket at 1,000/s, p99", delivered.millis(0.99), 100, "ms");
        report.note(delivered.count() + " events of as many sends reached the other one");
    }

    private void send(Clients clients, List<Population.Pair> pairs, int sends)
            throws IOException, InterruptedException {
        due = new long[sends];
        long start = System.nanoTime();
        for (int i = 0; i < sends; i++) {
            // Counted from the time it was due, so that a late generator flatters nobody.
            due[i] = start + i * (1_000_000_000L / PER_SECOND);
            while (System.nanoTime() < due[i]) {
                LockSupport.parkNanos(due[i] - System.nanoTime());
            }
            clients.get(i % PAIRS)
                    .send(
                            "{\"id\":%d,\"type\":\"message:send\",\"chat\":%d,\"client_id\":\"b%d\",\"text\":\"t:%d \"}"
                                    .formatted(i + 1, pairs.get(i % PAIRS).chat(), i, i));
        }
        for (int i = 0; heard.get() < 2L * sends && i < 1_000; i++) {
            clients.check();
            Thread.sleep(10);
        }
    }

    /// Runs on the one thread of the sockets. Those who write wait for answers, the others for
    /// events.
    private void hear(WebSockets.Socket socket, WebSockets.Payload frame) {
        long now = System.nanoTime();
        String text = frame.text();
        if (socket.number < PAIRS) {
            for (int at = text.indexOf(ID); at >= 0; at = text.indexOf(ID, at + 1)) {
                int end = text.indexOf(',', at);
                if (text.startsWith("\"ok\":", end + 1)) {
                    note(acknowledged, now, Integer.parseInt(text, at + ID.length(), end, 10) - 1);
                }
            }
        } else {
            for (int at = text.indexOf(TEXT); at >= 0; at = text.indexOf(TEXT, at + 1)) {
                int end = text.indexOf(' ', at);
                note(delivered, now, Integer.parseInt(text, at + TEXT.length(), end, 10));
            }
        }
    }

    private void note(Latencies latencies, long now, int number) {
        heard.incrementAndGet();
        if (number >= WARM_UP) {
            latencies.add(now - due[number]);
        }
    }
}
