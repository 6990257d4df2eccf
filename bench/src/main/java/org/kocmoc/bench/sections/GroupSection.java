package org.kocmoc.bench.sections;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kocmoc.bench.load.Clients;
import org.kocmoc.bench.load.Events;
import org.kocmoc.bench.load.HttpLoad;
import org.kocmoc.bench.load.Latencies;
import org.kocmoc.bench.load.WebSockets;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.bench.stage.Stage;

/// A chat of 10,000 members, 1,000 of them connected: rows that a send writes, beside a chat of
/// two, and how long an event takes to the sockets.
public final class GroupSection implements Section {
    private static final int MEMBERS = 10_000;
    private static final int CONNECTED = 1_000;
    private static final int SENDS = 100;
    private static final double TARGET_MILLIS = 100;
    private static final long STATISTICS_SECONDS = 11;

    @Override
    public void run(Stage stage, Report report) throws Exception {
        List<Population.Person> members = stage.population().people(MEMBERS);
        long group = stage.population().group(members);
        Population.Pair pair = stage.population().pairs(1).getFirst();
        report.add(
                "group: rows written by a send to 10,000 members, beside 2",
                rows(stage, members.getFirst(), group),
                rows(stage, pair.one(), pair.chat()),
                "rows");
        Latencies latencies = deliveries(stage, members, group);
        report.add(
                "group: send to 1,000 sockets of it, p50",
                latencies.millis(0.5),
                TARGET_MILLIS,
                "ms");
        report.add(
                "group: send to 1,000 sockets of it, p99",
                latencies.millis(0.99),
                TARGET_MILLIS,
                "ms");
    }

    private static double rows(Stage stage, Population.Person sender, long chat) throws Exception {
        try (HttpLoad sends = sends(stage, sender, chat)) {
            // The first send makes the chat's key.
            sends.once();
            long before = settled(stage);
            for (int i = 0; i < SENDS; i++) {
                sends.once();
            }
            return (settled(stage) - before) / (double) SENDS;
        }
    }

    /// As [#written] when it has stopped growing: PostgreSQL publishes what a connection has
    /// written when that connection has been idle for ten seconds, at the latest.
    private static long settled(Stage stage) throws InterruptedException {
        TimeUnit.SECONDS.sleep(STATISTICS_SECONDS);
        return written(stage);
    }

    /// Rows of everything that belongs to chats, but for words, which are written later.
    private static long written(Stage stage) {
        return stage.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)
                                                FROM pg_stat_user_tables
                                                WHERE relname ~ '^(messages?|chats?|user_(heads|events))(_|$)'
                                                  AND relname !~ '^message_terms'
                                                """)
                                        .mapTo(Long.class)
                                        .one());
    }

    private static Latencies deliveries(Stage stage, List<Population.Person> members, long group)
            throws IOException, InterruptedException {
        List<Long> arrivals = new ArrayList<>();
        AtomicInteger heard = new AtomicInteger();
        byte[] mark = "\"message:new\"".getBytes(StandardCharsets.US_ASCII);
        WebSockets.Listener listener =
                (socket, frame) -> {
                    if (Events.contains(frame, mark)) {
                        arrivals.add(System.nanoTime());
                        heard.incrementAndGet();
                    }
                };
        Latencies latencies = new Latencies();
        try (Clients clients = new Clients(stage.server().port(), CONNECTED, listener);
                HttpLoad sends = sends(stage, members.getFirst(), group)) {
            clients.open(
                    members.subList(0, CONNECTED).stream().map(Population.Person::token).toList());
            for (int i = 0; i < 2 * SENDS; i++) {
                long start = System.nanoTime();
                sends.once();
                while (heard.get() < CONNECTED * (i + 1)) {
                    clients.check();
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                // The first half warms up. Nothing arrives while the list is read.
                if (i >= SENDS) {
                    arrivals.subList(CONNECTED * i, CONNECTED * (i + 1))
                            .forEach(arrival -> latencies.add(arrival - start));
                }
            }
        }
        return latencies;
    }

    private static HttpLoad sends(Stage stage, Population.Person sender, long chat)
            throws IOException {
        return new HttpLoad(
                stage.server().port(),
                List.of(
                        HttpLoad.request(
                                "POST", "/api/messages/" + chat, sender.token(), SendSection.TEXT)),
                201);
    }
}
