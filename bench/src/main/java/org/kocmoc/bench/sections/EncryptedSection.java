package org.kocmoc.bench.sections;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.kocmoc.base.Json;
import org.kocmoc.bench.load.Latencies;
import org.kocmoc.bench.load.RawHttp;
import org.kocmoc.bench.stage.CpuMeter;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.bench.stage.Stage;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.MemoryStore;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.PreKeyBundle;

/// End-to-end encryption: how many one-time keys the server hands out a second, none twice, and how
/// fast the SDK sends into encrypted chats beside readable ones. The sending devices run beside the
/// server, so that their encrypting counts.
public final class EncryptedSection implements Section {
    private static final int TAKES = 20_000;
    private static final int WARM_UP_TAKES = 10_000;
    private static final int OWNERS = 20;
    private static final int CONNECTIONS = 64;
    private static final int SPEAKERS = 16;
    private static final int GROUP = 100;
    private static final int ROUNDS = 3;
    private static final int PER_SECOND_WANTED = 1_000;
    private static final String TEXT = "A message of about the usual length, sent to measure.";

    /// A way of one speaker to say something once.
    private record Speaker(Runnable encrypted, Runnable plain) {}

    @Override
    public void run(Stage stage, Report report) throws Exception {
        takes(stage, report);
        pairs(stage, report);
        group(stage, report);
    }

    private static EncryptedSession device(Stage stage, Population.Person person) {
        return EncryptedSession.open(session(stage, person), new MemoryStore());
    }

    private static Session session(Stage stage, Population.Person person) {
        return Kocmoc.at(URI.create("http://127.0.0.1:" + stage.server().port()))
                .withToken(person.token());
    }

    private static List<EncryptedSession> devices(Stage stage, List<Population.Person> people)
            throws Exception {
        return together(
                people.stream()
                        .<Callable<EncryptedSession>>map(p -> () -> device(stage, p))
                        .toList());
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (Future<T> one : threads.invokeAll(work)) {
                results.add(one.get());
            }
        }
        return results;
    }

    // --- one-time keys -----------------------------------------------------------------------

    private static void takes(Stage stage, Report report) throws Exception {
        takes(stage, WARM_UP_TAKES);
        CpuMeter meter = stage.meter();
        CpuMeter.Usage before = meter.usage();
        double seconds = takes(stage, TAKES);
        report.add(
                "encrypted: takes of one-time keys, beside 1,000",
                TAKES / seconds,
                PER_SECOND_WANTED,
                "1/s");
        report.note(TAKES + " takes on " + CONNECTIONS + " connections, none handed out twice");
        report.note("takes: " + meter.usage().since(before).perOperation(TAKES));
    }

    /// Takes so many keys of new people.
    ///
    /// @return the seconds that it took, without making the people
    private static double takes(Stage stage, int takes) throws Exception {
        List<Population.Person> owners = stage.population().people(OWNERS);
        devices(stage, owners);
        owners.forEach(owner -> stock(stage, owner.id(), takes / OWNERS));
        Population.Person taker = stage.population().people(1).getFirst();
        device(stage, taker);
        Set<String> handedOut = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            work.add(
                    () -> {
                        try (RawHttp http = new RawHttp(stage.server().port(), taker.token())) {
                            for (int n = next.getAndIncrement();
                                    n < takes;
                                    n = next.getAndIncrement()) {
                                long owner = owners.get(n % OWNERS).id();
                                if (!handedOut.add(take(http, owner))) {
                                    twice.incrementAndGet();
                                }
                            }
                            return true;
                        }
                    });
        }
        together(work);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (twice.get() > 0 || handedOut.size() != takes) {
            throw new IllegalStateException(twice + " one-time keys were handed out twice");
        }
        return seconds;
    }

    /// Keys enough for all takes; their bytes do not matter to who hands them out.
    private static void stock(Stage stage, long owner, int count) {
        stage.database()
                .execute(
                        handle ->
                                handle.createUpdate(
                                                """
                                                INSERT INTO e2ee_one_time_keys (user_id, device_id, key_id, epoch, key)
                                                SELECT user_id, device_id, 100000 + i, epoch, key
                                                FROM (SELECT * FROM e2ee_one_time_keys WHERE user_id = :owner LIMIT 1) one,
                                                     generate_series(1, :count) AS i
                                                """)
                                        .bind("owner", owner)
                                        .bind("count", count)
                                        .execute());
    }

    private static String take(RawHttp http, long owner) throws Exception {
        RawHttp.Answer answer = http.post("/api/e2ee/bundles/take", "{\"user_id\":" + owner + "}");
        if (answer.status() != 200) {
            throw new IllegalStateException("a take was answered by " + answer.status());
        }
        String bundle = Json.read(answer.body()).path("bundles").path(0).path("bundle").asString();
        return owner
                + "/"
                + PreKeyBundle.parse(java.util.Base64.getUrlDecoder().decode(bundle))
                        .oneTime()
                        .orElseThrow()
                        .id();
    }

    // --- sends -------------------------------------------------------------------------------

    private static void pairs(Stage stage, Report report) throws Exception {
        List<Population.Pair> pairs = stage.population().pairs(SPEAKERS);
        List<EncryptedSession> speakers =
                devices(stage, pairs.stream().map(Population.Pair::one).toList());
        List<EncryptedSession> others =
                devices(stage, pairs.stream().map(Population.Pair::other).toList());
        List<Speaker> all = new ArrayList<>();
        for (int i = 0; i < SPEAKERS; i++) {
            Population.Pair pair = pairs.get(i);
            EncryptedSession speaker = speakers.get(i);
            long chat = speaker.chatWith(pair.other().id());
            // Until it is answered a session sends its handshake along.
            speaker.send(chat, Content.text(TEXT));
            others.get(i).receive(message -> {});
            others.get(i).send(chat, Content.text(TEXT));
            speaker.receive(message -> {});
            Session plain = session(stage, pair.one());
            all.add(
                    new Speaker(
                            () -> speaker.send(chat, Content.text(TEXT)),
                            () -> plain.messages().send(pair.chat(), Draft.text(TEXT))));
        }
        measure(stage, report, "encrypted: sends to one, beside readable ones", all);
    }

    private static void group(Stage stage, Report report) throws Exception {
        List<Population.Person> members = stage.population().people(GROUP);
        List<EncryptedSession> devices = devices(stage, members);
        long chat =
                devices.getFirst()
                        .group(
                                "Bench",
                                members.stream().skip(1).map(Population.Person::id).toList());
        long readable = stage.population().group(members);
        List<Speaker> all = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < SPEAKERS; i++) {
            EncryptedSession speaker = devices.get(i);
            Session plain = session(stage, members.get(i));
            speaker.send(chat, Content.text(TEXT));
            all.add(
                    new Speaker(
                            () -> speaker.send(chat, Content.text(TEXT)),
                            () -> plain.messages().send(readable, Draft.text(TEXT))));
        }
        report.note(
                "a new sender key given to %d devices, with new sessions: %.0f ms"
                        .formatted(GROUP - 1, (System.nanoTime() - start) / 1e6 / SPEAKERS));
        measure(stage, report, "encrypted: sends to a group of 100, beside readable", all);
    }

    /// In turns, as [Rounds]; the shorter warm-up is enough for what encrypts.
    private static void measure(Stage stage, Report report, String name, List<Speaker> speakers)
            throws Exception {
        List<Latencies> ours = new ArrayList<>();
        List<Latencies> readable = new ArrayList<>();
        for (int i = 0; i <= ROUNDS; i++) {
            Latencies one = loop(stage.time(), speakers.stream().map(Speaker::encrypted).toList());
            Latencies other = loop(stage.time(), speakers.stream().map(Speaker::plain).toList());
            if (i > 0) {
                ours.add(one);
                readable.add(other);
            }
        }
        report.add(name, median(ours), median(readable), "1/s");
    }

    private static double median(List<Latencies> rounds) {
        return rounds.stream().mapToDouble(Latencies::perSecond).sorted().toArray()[ROUNDS / 2];
    }

    private static Latencies loop(Duration time, List<Runnable> works) throws Exception {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Callable<Latencies>> loops = new ArrayList<>();
        for (Runnable work : works) {
            loops.add(
                    () -> {
                        Latencies own = new Latencies();
                        for (long from = System.nanoTime(); from < end; from = System.nanoTime()) {
                            work.run();
                            own.add(System.nanoTime() - from);
                        }
                        return own;
                    });
        }
        Latencies all = new Latencies();
        together(loops).forEach(all::addAll);
        all.lasted(System.nanoTime() - start);
        return all;
    }
}
