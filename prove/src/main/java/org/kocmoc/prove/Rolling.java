package org.kocmoc.prove;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.live.LiveOptions;
import org.kocmoc.client.live.State;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.outbox.Outbox;
import org.kocmoc.client.rest.Session;
import org.kocmoc.db.Database;

/// Restarts several servers behind nginx one after another while people write, and measures what
/// their clients feel of it. One thread.
final class Rolling {
    /// How much is going on.
    ///
    /// @param sockets open sockets, shared out among the people
    /// @param perSecond messages sent
    /// @param builds the first is what all servers start with; then each server is restarted with
    ///   the second, with the third, and so on
    record Load(int nodes, int people, int sockets, int perSecond, List<Build> builds) {}

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofSeconds(3);
    private static final int GROUP = 3;

    private final Load load;
    private final World world;
    private final Queue<Long> calm = new ConcurrentLinkedQueue<>();
    private final Queue<Long> waits = new ConcurrentLinkedQueue<>();
    private final Map<Long, Long> begun = new ConcurrentHashMap<>();
    private final Absences absences = new Absences(number -> begun.getOrDefault(number, 0L));
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean restarting;
    private volatile boolean over;

    private Rolling(Load load, World world) {
        this.load = load;
        this.world = world;
    }

    /// Runs in an empty folder.
    static RollingOutcome run(Path folder, Load load) throws IOException, InterruptedException {
        try (World world = World.start(folder, load.builds().getFirst(), load.nodes())) {
            List<Integer> ports = world.servers().stream().map(ServerProcess::port).toList();
            try (Nginx nginx = Nginx.start(folder, World.freePort(), ports)) {
                return new Rolling(load, world).run(nginx);
            }
        }
    }

    private RollingOutcome run(Nginx nginx) throws IOException, InterruptedException {
        List<Session> people = people(nginx);
        List<Long> chats = chats(people);
        List<Live> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < load.sockets(); i++) {
                sockets.add(
                        Live.open(
                                people.get(i % people.size()),
                                new LiveOptions(
                                        "rolling", Duration.ofSeconds(1), absences.socket())));
            }
            for (Live socket : sockets) {
                if (!socket.awaitCaughtUp(PATIENCE)) {
                    throw new IOException("A socket could not be opened before anything began");
                }
            }
            Thread writer = Thread.ofVirtual().start(() -> write(people, chats));
            restartAll();
            over = true;
            writer.join();
            awaitAnswers();
            return outcome(sockets, people, chats);
        } finally {
            absences.stop();
            sockets.forEach(Live::close);
        }
    }

    private List<Session> people(Nginx nginx) throws IOException {
        List<Session> people = new ArrayList<>();
        for (int i = 0; i < load.people(); i++) {
            people.add(
                    Kocmoc.at(URI.create("http://127.0.0.1:" + nginx.port()))
                            .withToken(world.newcomer("rolling" + i).token()));
        }
        return people;
    }

    /// Everybody is in one group with their neighbours.
    private static List<Long> chats(List<Session> people) {
        List<Long> chats = new ArrayList<>();
        for (int i = 0; i < people.size(); i += GROUP) {
            List<Long> others =
                    people.subList(i + 1, Math.min(people.size(), i + GROUP)).stream()
                            .map(Session::user)
                            .toList();
            chats.add(people.get(i).chats().group("Rolling " + i, others).id());
        }
        return chats;
    }

    private void restartAll() throws IOException, InterruptedException {
        Thread.sleep(BETWEEN);
        restarting = true;
        for (Build build : load.builds().subList(1, load.builds().size())) {
            for (ServerProcess server : world.servers()) {
                server.restart(build);
                Thread.sleep(BETWEEN);
            }
        }
    }

    private void write(List<Session> people, List<Long> chats) {
        List<Outbox> outboxes =
                people.stream().map(person -> new Outbox(person.messages()::send)).toList();
        long pause = 1_000_000_000L / load.perSecond();
        long next = System.nanoTime();
        while (!over) {
            int person = sent.get() % people.size();
            Draft draft = Draft.text("message " + sent.get());
            long start = System.nanoTime();
            if (restarting) {
                begun.put((long) sent.get(), start);
            }
            outboxes.get(person)
                    .put(chats.get(person / GROUP), draft)
                    .whenComplete(
                            (message, failure) -> {
                                (restarting ? waits : calm)
                                        .add((System.nanoTime() - start) / 1_000_000);
                                if (failure == null) {
                                    acknowledged.add(draft.clientId());
                                } else {
                                    refused.incrementAndGet();
                                }
                                answered.incrementAndGet();
                            });
            sent.incrementAndGet();
            next += pause;
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
        }
    }

    private void awaitAnswers() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (answered.get() < sent.get() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    /// Keys of all messages, as often as they were stored.
    private static List<String> stored(Database database) {
        return database.read(
                handle ->
                        handle.createQuery(
                                        "SELECT client_id FROM messages WHERE client_id IS NOT NULL")
                                .mapTo(String.class)
                                .list());
    }

    private static long head(Database database, long chat) {
        return database.read(
                handle ->
                        handle.createQuery("SELECT last_seq FROM chat_heads WHERE chat_id = ?")
                                .bind(0, chat)
                                .mapTo(Long.class)
                                .one());
    }

    private RollingOutcome outcome(List<Live> sockets, List<Session> people, List<Long> chats)
            throws IOException {
        try (Database database = new Database(world.postgres().settings().withPoolSize(1))) {
            List<String> stored = stored(database);
            Set<String> distinct = Set.copyOf(stored);
            long lost = acknowledged.stream().filter(id -> !distinct.contains(id)).count();
            for (int i = 0; i < sockets.size(); i++) {
                long chat = chats.get(i % people.size() / GROUP);
                long head = head(database, chat);
                if (!sockets.get(i).await(state -> holds(state, chat, head), PATIENCE)) {
                    lost++;
                }
            }
            return new RollingOutcome(
                    sent.get(),
                    stored.size(),
                    lost + sent.get() - answered.get(),
                    stored.size() - distinct.size(),
                    refused.get(),
                    ascending(calm),
                    ascending(waits),
                    absences.moves(),
                    absences.reasons(),
                    new RollingOutcome.Times(
                            ascending(absences.delivered()),
                            ascending(absences.whole()),
                            ascending(absences.connecting()),
                            ascending(absences.catchingUp())));
        }
    }

    private static boolean holds(State state, long chat, long head) {
        return state.chat(chat).filter(known -> known.position().seq() >= head).isPresent();
    }

    private static List<Long> ascending(Queue<Long> values) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }
}
