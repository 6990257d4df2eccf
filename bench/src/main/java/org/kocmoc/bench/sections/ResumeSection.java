package org.kocmoc.bench.sections;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.kocmoc.bench.load.Events;
import org.kocmoc.bench.load.HttpLoad;
import org.kocmoc.bench.load.Latencies;
import org.kocmoc.bench.load.WebSockets;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.bench.stage.Stage;

/// A client that missed 5,000 messages in ten chats: from its first frame to the mark that it is
/// caught up.
public final class ResumeSection implements Section {
    private static final int CHATS = 10;

    /// As many as one chat continues with; more make the client load anew.
    private static final int MISSED = 500;

    private static final int TIMES = 30;
    private static final double TARGET_MILLIS = 300;

    private static final byte[] RESUMED =
            "\"type\":\"resumed\"".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void run(Stage stage, Report report) throws Exception {
        List<Population.Person> people = stage.population().people(2);
        Population.Person reader = people.getFirst();
        List<Long> chats = new ArrayList<>();
        for (int i = 0; i < CHATS; i++) {
            chats.add(stage.population().group(people));
        }
        fill(stage, people.getLast(), chats);
        String positions =
                chats.stream()
                        .map(chat -> "\"" + chat + "\":{\"epoch\":" + epoch(stage) + ",\"seq\":0}")
                        .collect(Collectors.joining(","));
        String auth =
                "{\"id\":1,\"type\":\"auth\",\"token\":\"%s\",\"device\":\"bench\",\"resume\":{\"chats\":{%s}}}"
                        .formatted(reader.token(), positions);
        Latencies latencies = new Latencies();
        for (int i = 0; i < TIMES; i++) {
            long nanos = resume(stage.server().port(), auth);
            if (i >= TIMES / 2) {
                latencies.add(nanos);
            }
        }
        report.add("resume: 5,000 missed events, p50", latencies.millis(0.5), TARGET_MILLIS, "ms");
        report.add(
                "resume: 5,000 missed events, slowest", latencies.millis(1), TARGET_MILLIS, "ms");
    }

    private static long resume(int port, String auth) throws IOException, InterruptedException {
        SynchronousQueue<Long> ends = new SynchronousQueue<>();
        int[] events = new int[1];
        WebSockets.Listener listener =
                (socket, frame) -> {
                    events[0] += Events.count(frame);
                    if (Events.contains(frame, RESUMED)) {
                        offer(ends, System.nanoTime());
                    }
                };
        try (WebSockets sockets = new WebSockets(port, "/ws", listener)) {
            WebSockets.Socket socket = sockets.open();
            long start = System.nanoTime();
            socket.send(auth);
            Long end = ends.poll(30, TimeUnit.SECONDS);
            sockets.check();
            if (end == null || events[0] < CHATS * MISSED) {
                throw new IOException("only " + events[0] + " events came");
            }
            return end - start;
        }
    }

    private static void offer(SynchronousQueue<Long> ends, long end) throws IOException {
        try {
            ends.offer(end, 30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void fill(Stage stage, Population.Person sender, List<Long> chats)
            throws IOException {
        List<byte[]> requests =
                chats.stream()
                        .map(
                                chat ->
                                        HttpLoad.request(
                                                "POST",
                                                "/api/messages/" + chat,
                                                sender.token(),
                                                SendSection.TEXT))
                        .toList();
        try (HttpLoad sends = new HttpLoad(stage.server().port(), requests, 201)) {
            for (int i = 0; i < MISSED; i++) {
                sends.once();
            }
        }
    }

    private static String epoch(Stage stage) {
        return stage.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                "SELECT value FROM server_state WHERE key ="
                                                        + " 'epoch'")
                                        .mapTo(String.class)
                                        .one());
    }
}
