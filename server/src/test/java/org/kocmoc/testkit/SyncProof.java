package org.kocmoc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.live.ChatState;
import org.kocmoc.client.live.Differences;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.live.LiveOptions;
import org.kocmoc.client.live.State;
import org.kocmoc.client.live.Tap;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.model.SyncPage;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Ending;
import tools.jackson.databind.JsonNode;

/// Proves that old state + events = fresh state. Each person has a live client that holds a
/// snapshot; [#verify] runs an action, lets the events that it causes move the snapshots, and
/// compares them with new ones:
///
///     try (SyncProof proof = new SyncProof(server, ada, bob)) {
///         proof.verify(() -> ada.api().post(…));
///     }
///
/// Every feature that changes what clients hold of chats uses it.
public final class SyncProof implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<Person, Live> clients = new LinkedHashMap<>();
    private final Set<String> types = new ConcurrentSkipListSet<>();
    private final TestServer server;

    /// Opens a client for each person and loads all of their chats.
    public SyncProof(TestServer server, Person... people) {
        this.server = server;
        for (Person person : people) {
            Live live =
                    Live.open(
                            session(person),
                            new LiveOptions("sync-proof", PATIENCE, new Listener()));
            clients.put(person, live);
            assertThat(live.awaitCaughtUp(PATIENCE)).isTrue();
            loadAll(live);
        }
    }

    private Session session(Person person) {
        return Kocmoc.at(server.address()).withToken(person.token());
    }

    private static void loadAll(Live live) {
        live.state().chats().keySet().forEach(live::load);
    }

    /// The client of a person.
    public Live client(Person person) {
        return Objects.requireNonNull(clients.get(person));
    }

    /// The types of all events that came so far; those of the own log with `own ` before them.
    public Set<String> types() {
        return new TreeSet<>(types);
    }

    /// Runs an action and compares everybody's snapshot afterwards.
    public void verify(Runnable action) {
        action.run();
        clients.forEach(this::compare);
    }

    private void compare(Person person, Live live) {
        Session session = session(person);
        SyncPage heads = session.sync(null, Map.of(), 1);
        assertThat(live.await(state -> isAt(state, heads), PATIENCE))
                .as(() -> person.name() + " is behind: " + behind(live.state(), heads))
                .isTrue();
        try (Live fresh = Live.open(session)) {
            assertThat(fresh.awaitCaughtUp(PATIENCE)).isTrue();
            loadAll(fresh);
            assertThat(Differences.between(live.state(), fresh.state()))
                    .as("what " + person.name() + " holds")
                    .isEmpty();
        }
    }

    private static boolean isAt(State state, SyncPage heads) {
        return behind(state, heads).isEmpty();
    }

    private static List<String> behind(State state, SyncPage heads) {
        List<String> behind = new ArrayList<>();
        if (state.position().seq() < heads.user().position().seq()) {
            behind.add("own log at " + state.position() + " of " + heads.user().position());
        }
        Map<Long, Position> wanted =
                heads.chats().stream()
                        .collect(Collectors.toMap(SyncPage.Head::chat, SyncPage.Head::position));
        wanted.forEach(
                (chat, position) -> {
                    boolean there =
                            state.chat(chat)
                                    .filter(held -> held.position().seq() >= position.seq())
                                    .filter(ChatState::countsAreSure)
                                    .isPresent();
                    if (!there) {
                        behind.add("chat " + chat + " of " + position);
                    }
                });
        state.chats().keySet().stream()
                .filter(chat -> !wanted.containsKey(chat))
                .forEach(chat -> behind.add("chat " + chat + " is still held"));
        return behind;
    }

    @Override
    public void close() {
        clients.values().forEach(Live::close);
    }

    private final class Listener implements Tap {
        @Override
        public void connecting(long connection, State from) {
            types.add("connecting");
        }

        @Override
        public void frame(long connection, JsonNode frame) {
            Event event = Event.read(frame);
            types.add((event instanceof Event.OfUser ? "own " : "") + event.type());
        }

        @Override
        public void ended(long connection, Ending ending) {
            types.add("ended");
        }
    }
}
