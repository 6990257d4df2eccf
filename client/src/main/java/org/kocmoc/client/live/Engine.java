package org.kocmoc.client.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.model.SyncPage;
import org.kocmoc.client.model.WholeChat;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.RefusedException;
import tools.jackson.databind.JsonNode;

/// Applies what comes to the [State] and gets what is missing. One thread at a time: that of its
/// [Live]. May block on the server while further events wait in the mailbox.
final class Engine {
    private static final int PAGE = 50;
    private static final int SYNC_EVENTS = 500;

    private final Session session;
    private final Consumer<Event> applied;
    private State state;
    private boolean started;

    Engine(Session session, Consumer<Event> applied) {
        this.session = session;
        this.applied = applied;
        this.state = State.empty(session.user());
    }

    State state() {
        return state;
    }

    /// What `auth` says to go on from here; empty before the first start.
    Map<String, Object> resume() {
        if (!started) {
            return Map.of();
        }
        return Map.of("resume", positions());
    }

    private Map<String, Object> positions() {
        Map<String, Object> positions = new LinkedHashMap<>();
        positions.put("user", state.position());
        positions.put("chats", state.positions());
        return positions;
    }

    /// Applies an event of the socket.
    void receive(Event event) {
        if (event.type().equals("resumed")) {
            resumed(SyncPage.read(event.data()));
            applied.accept(event);
        } else if (started || event instanceof Event.Passing) {
            // What comes before the first start is at or below the numbers that the start tells.
            step(state.apply(event));
        }
    }

    private void resumed(SyncPage heads) {
        if (!started || heads.user().reload()) {
            Set<Long> loaded = new LinkedHashSet<>();
            state.chats().forEach((chat, held) -> held.members().ifPresent(m -> loaded.add(chat)));
            state = State.start(session.user(), heads, session.chats().list());
            boolean again = started;
            started = true;
            loaded.retainAll(state.chats().keySet());
            loaded.forEach(this::load);
            if (again) {
                state.chats().keySet().forEach(chat -> applied.accept(new Event.Reloaded(chat)));
            }
        } else {
            step(state.told(heads));
        }
    }

    private void step(Step step) {
        Queue<Step> open = new ArrayDeque<>(List.of(step));
        Set<Need> needs = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            Step next = open.remove();
            state = next.state();
            next.applied().forEach(applied);
            needs.addAll(next.needs());
        }
        meet(needs);
    }

    /// Gets what is missing, all of a kind in one request.
    private void meet(Set<Need> needs) {
        Map<Long, Position> behind = new HashMap<>();
        boolean ask = false;
        for (Need need : needs) {
            switch (need) {
                case Need.WholeChat(long chat) -> load(chat);
                case Need.Events(long chat) ->
                        state.chat(chat).ifPresent(held -> behind.put(chat, held.position()));
                case Need.OwnEvents(), Need.Numbers() -> ask = true;
            }
        }
        if (ask || !behind.isEmpty()) {
            sync(behind);
        }
    }

    /// Asks for the own log and for the chats given, page by page, and for all counts.
    private void sync(Map<Long, Position> behind) {
        Position own = state.position();
        SyncPage page = session.sync(own, behind, SYNC_EVENTS);
        Map<Long, Position> further = new HashMap<>();
        page.user().events().forEach(event -> step(state.apply(event)));
        for (SyncPage.Head head : page.chats()) {
            head.events().forEach(event -> step(state.apply(event)));
            if (head.more() && !head.reload()) {
                state.chat(head.chat())
                        .map(ChatState::position)
                        .filter(position -> !position.equals(behind.get(head.chat())))
                        .ifPresent(position -> further.put(head.chat(), position));
            }
        }
        if (!further.isEmpty() || (page.user().more() && !own.equals(state.position()))) {
            sync(further);
            return;
        }
        Step told = state.told(page);
        state = told.state();
        for (Need need : told.needs()) {
            if (need instanceof Need.WholeChat(long chat)) {
                load(chat);
            }
        }
    }

    /// Fetches a chat with members and newest messages. Where it stands is asked first, so that
    /// everything fetched after it is at least as new.
    void load(long chat) {
        boolean held = state.chat(chat).isPresent();
        try {
            SyncPage.Head head =
                    session.sync(null, Map.of(), 1).chats().stream()
                            .filter(one -> one.chat() == chat)
                            .findFirst()
                            .orElse(null);
            if (head == null) {
                state = state.without(chat);
                return;
            }
            WholeChat whole = session.chats().get(chat);
            List<Message> page = session.messages().newest(chat, PAGE);
            Window window = Window.of(page, page.size() < PAGE, whole.chat().visibleFromSeq());
            var fetched = new ChatState.Loaded(whole, window, session.chats().pins(chat));
            state = state.loaded(head, fetched);
        } catch (RefusedException e) {
            if (e.status() != 403 && e.status() != 404) {
                throw e;
            }
            state = state.without(chat);
        }
        if (!held && state.chat(chat).isPresent()) {
            applied.accept(new Event.Reloaded(chat));
        }
    }

    /// How long a connection may be silent.
    static Duration silenceOf(JsonNode signedIn) {
        return Duration.ofSeconds(5 * signedIn.path("ping_seconds").asLong(30) / 2);
    }
}
