package org.kocmoc.bench.sections;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.kocmoc.bench.load.BareBroadcast;
import org.kocmoc.bench.load.Clients;
import org.kocmoc.bench.load.Events;
import org.kocmoc.bench.load.HttpLoad;
import org.kocmoc.bench.load.Latencies;
import org.kocmoc.bench.load.WebSockets;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.bench.stage.Stage;

/// One chat with 2,000 connected members: events that reach sockets per second, beside broadcasters
/// that do nothing but write a text of the same length to as many sockets.
public final class FanoutSection implements Section {
    private static final int SOCKETS = 2_000;

    /// Messages under way at once: as much as a socket takes without being called slow.
    private static final int BURST = 50;

    private static final int EVENT_BYTES = 560;

    @Override
    public void run(Stage stage, Report report) throws Exception {
        List<Population.Person> members = stage.population().people(SOCKETS);
        long chat = stage.population().group(members);
        AtomicLong heard = new AtomicLong();
        WebSockets.Listener counter = (socket, frame) -> heard.addAndGet(Events.count(frame));
        try (Clients clients = new Clients(stage.server().port(), SOCKETS, counter);
                HttpLoad sends = sends(stage, members, chat);
                BareBroadcast vertx = BareBroadcast.vertx(SOCKETS, EVENT_BYTES, counter)) {
            clients.open(members.stream().map(Population.Person::token).toList());
            Rounds rounds =
                    Rounds.of(
                            stage.meter(),
                            stage.time(),
                            time -> bursts(time, heard, clients::check, sends::once),
                            time -> bursts(time, heard, vertx::check, () -> vertx.send(BURST)));
            report.add(
                    "fanout: events to 2,000 sockets, beside bare Vert.x",
                    rounds.ours.perSecond(),
                    rounds.reference.perSecond(),
                    "1/s");
            report.note("events: " + rounds.ours.cpu());
            besideNode(stage, report, rounds.ours.perSecond(), heard, counter);
        }
    }

    private static void besideNode(
            Stage stage, Report report, double ours, AtomicLong heard, WebSockets.Listener counter)
            throws Exception {
        Optional<BareBroadcast> node = BareBroadcast.node(SOCKETS, EVENT_BYTES, counter);
        if (node.isEmpty()) {
            report.note("no bare Node: needs node and web/node_modules/ws");
            return;
        }
        try (BareBroadcast bare = node.get()) {
            bursts(Duration.ofSeconds(3), heard, bare::check, () -> bare.send(BURST));
            Latencies bursts = bursts(stage.time(), heard, bare::check, () -> bare.send(BURST));
            report.add(
                    "fanout: events to 2,000 sockets, beside bare Node ws",
                    ours,
                    bursts.perSecond(),
                    "1/s");
        }
    }

    private static HttpLoad sends(Stage stage, List<Population.Person> members, long chat)
            throws IOException {
        byte[] request =
                HttpLoad.request(
                        "POST",
                        "/api/messages/" + chat,
                        members.getFirst().token(),
                        SendSection.TEXT);
        return new HttpLoad(stage.server().port(), Collections.nCopies(BURST, request), 201);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /// Sends bursts, each when all sockets have all of the one before.
    private static Latencies bursts(Duration time, AtomicLong heard, Step check, Step send)
            throws IOException, InterruptedException {
        Latencies events = new Latencies();
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            long before = System.nanoTime();
            long wanted = heard.get() + (long) SOCKETS * BURST;
            send.run();
            while (heard.get() < wanted) {
                check.run();
                Thread.sleep(1);
            }
            events.addMany(SOCKETS * BURST, System.nanoTime() - before);
        }
        events.lasted(System.nanoTime() - start);
        return events;
    }
}
