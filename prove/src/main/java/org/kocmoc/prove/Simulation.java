package org.kocmoc.prove;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kocmoc.client.live.Differences;
import org.kocmoc.client.live.State;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.rest.MessageCalls;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.KocmocException;
import org.kocmoc.db.Database;

/// One run: users act while the world is harmed, then everything comes to rest and is compared.
final class Simulation {
    /// How long live sockets may need at rest to bring everything: longer than the interval at
    /// which a server looks for lost nudges.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    static final String EQUIVALENCE = "old state + events = fresh state";
    static final String DELIVERY = "live sockets bring everything";

    /// What came of a run.
    record Outcome(History history, List<Violation> violations) {}

    private final Options options;
    private final World world;
    private final History history = new History();
    private final List<Violation> violations = new ArrayList<>();

    Simulation(Options options, World world) {
        this.options = options;
        this.world = world;
    }

    Outcome run() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(options.seed());
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < options.users(); i++) {
            sessions.add(world.newcomer("user" + i));
        }
        ChatLayout layout = ChatLayout.build(sessions, options.groups(), random.split());
        List<Actor> actors = new ArrayList<>();
        for (Session session : sessions) {
            Device device = new Device(session, history);
            actors.add(new Actor(session, device, layout, history, random.split()));
        }
        for (Actor actor : actors) {
            begin(actor);
        }
        act(actors, new Chaos(options.harms(), world, history, random.split()));
        rest(actors);
        try (Database database = new Database(world.postgres().settings().withPoolSize(2))) {
            Truth delivered = Truth.read(database, layout.founders());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            actors.forEach(actor -> awaitDelivery(actor, delivered, deadline));
            actors.forEach(this::compare);
            actors.forEach(actor -> readAll(actor, delivered));
            Truth truth = Truth.read(database, layout.founders());
            for (Rule rule : Rules.ALL) {
                violations.addAll(rule.check(history, truth));
            }
        }
        actors.forEach(actor -> actor.device().close());
        return new Outcome(history, violations);
    }

    private static void begin(Actor actor) throws IOException {
        if (!actor.device().live().awaitCaughtUp(PATIENCE)) {
            throw new IOException("A socket could not be opened before anything was harmed");
        }
        loadAll(actor.device());
    }

    private static void loadAll(Device device) {
        for (long chat : device.live().state().chats().keySet()) {
            device.live().load(chat);
        }
    }

    private void act(List<Actor> actors, Chaos chaos) throws IOException, InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (Actor actor : actors) {
            threads.add(Thread.startVirtualThread(() -> actor.run(stop)));
        }
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(options.seconds()).toNanos();
            if (!options.harms().isEmpty()) {
                chaos.run(deadline);
            } else {
                Thread.sleep(Duration.ofSeconds(options.seconds()));
            }
        } finally {
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /// Waits until every send has its answer.
    private void rest(List<Actor> actors) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Actor actor : actors) {
            while (actor.sender().outbox().size() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(50);
            }
            if (actor.sender().outbox().size() > 0) {
                violations.add(
                        new Violation(
                                "every send is answered",
                                actor.session().user() + " waits for answers at rest"));
            }
        }
    }

    /// Waits until the live socket has brought everything, without asking for anything.
    private void awaitDelivery(Actor actor, Truth truth, long deadline) {
        long user = actor.session().user();
        boolean there =
                actor.device().live().awaitCaughtUp(left(deadline))
                        && actor.device()
                                .live()
                                .await(state -> hasAll(state, user, truth), left(deadline));
        if (!there) {
            State state = actor.device().live().state();
            for (Truth.Log log : truth.of(user)) {
                long held = state.chat(log.chat()).map(chat -> chat.position().seq()).orElse(-1L);
                if (held < log.head()) {
                    violations.add(
                            new Violation(
                                    DELIVERY,
                                    "user %d holds chat %d up to %d of %d"
                                            .formatted(user, log.chat(), held, log.head())));
                }
            }
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }

    private static boolean hasAll(State state, long user, Truth truth) {
        return truth.of(user).stream()
                .allMatch(
                        log ->
                                state.chat(log.chat())
                                        .filter(chat -> chat.position().seq() >= log.head())
                                        .filter(chat -> chat.countsAreSure())
                                        .isPresent());
    }

    /// The state that grew against one that was fetched.
    private void compare(Actor actor) {
        try (Device fresh = new Device(actor.session(), history)) {
            if (!fresh.live().awaitCaughtUp(PATIENCE)) {
                violations.add(
                        new Violation(
                                "a fresh client catches up", "user " + actor.session().user()));
                return;
            }
            loadAll(fresh);
            Differences.between(actor.device().live().state(), fresh.live().state())
                    .forEach(
                            difference ->
                                    violations.add(
                                            new Violation(
                                                    EQUIVALENCE,
                                                    "user %d, %s"
                                                            .formatted(
                                                                    actor.session().user(),
                                                                    difference))));
            history.count("states compared");
        }
    }

    /// Reads all histories page by page.
    private void readAll(Actor actor, Truth truth) {
        for (Truth.Log log : truth.of(actor.session().user())) {
            try {
                long after = 0;
                List<Message> page;
                do {
                    long started = System.nanoTime();
                    page = actor.session().messages().after(log.chat(), after, MessageCalls.PAGE);
                    after = page.isEmpty() ? after : page.getLast().seq();
                    history.add(
                            new Fact.Paged(
                                    actor.session().user(),
                                    started,
                                    log.chat(),
                                    page.size() < MessageCalls.PAGE && !page.isEmpty(),
                                    places(page)));
                } while (page.size() == MessageCalls.PAGE);
            } catch (KocmocException e) {
                violations.add(new Violation("histories can be read", e.toString()));
            }
        }
    }

    static List<Fact.Place> places(List<Message> page) {
        return page.stream().map(message -> new Fact.Place(message.seq(), message.id())).toList();
    }
}
