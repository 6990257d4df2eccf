package org.kocmoc.client.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.kocmoc.client.model.Chat;
import org.kocmoc.client.model.Counts;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.model.SyncPage;
import tools.jackson.databind.JsonNode;

/// Everything that a client knows, at one position of its own log and of each of its chats' logs.
///
/// Immutable, and changed by pure functions only: the same events on the same state give the same
/// state, wherever they came from (socket, resume, sync), and whether they come once or twice.
///
/// @param user whose state
/// @param position in the own log
/// @param chats by id
/// @param early entries that came before their predecessors
public record State(long user, Position position, Map<Long, ChatState> chats, Early early) {
    private static final int MOST_POSITIONS = 2_000;

    /// Copies.
    public State {
        chats = Map.copyOf(chats);
    }

    /// Knows nothing.
    static State empty(long user) {
        return new State(user, new Position(0, 0), Map.of(), Early.NONE);
    }

    /// A chat, if the user is in it and it is known.
    public Optional<ChatState> chat(long chat) {
        return Optional.ofNullable(chats.get(chat));
    }

    /// A chat that must be there.
    ///
    /// @throws NoSuchElementException if it is not
    public ChatState requireChat(long chat) {
        return chat(chat).orElseThrow();
    }

    /// The state after an event.
    Step apply(Event event) {
        return switch (event) {
            case Event.OfChat entry -> applyToChat(entry);
            case Event.OfUser entry -> applyToOwn(entry);
            case Event.Passing passing -> new Step(this, List.of(passing), Set.of());
            case Event.Reloaded reloaded -> new Step(this, List.of(reloaded), Set.of());
        };
    }

    private Step applyToChat(Event.OfChat entry) {
        ChatState held = chats.get(entry.chat());
        if (held == null) {
            return Step.needing(this, new Need.WholeChat(entry.chat()));
        }
        long next = held.position().seq() + 1;
        if (entry.position().seq() < next) {
            return Step.nothing(this);
        }
        if (entry.position().seq() > next) {
            return Step.needing(
                    new State(user, position, chats, early.with(entry)),
                    new Need.Events(entry.chat()));
        }
        List<Event> applied = new ArrayList<>();
        ChatState state = held;
        Early left = early;
        Optional<Event.OfChat> following = Optional.of(entry);
        while (following.isPresent()) {
            state = state.apply(following.get(), user);
            applied.add(following.get());
            left = left.without(entry.chat(), state.position().seq());
            following = left.find(entry.chat(), state.position().seq() + 1);
        }
        Set<Need> needs = state.lacksNumbers() ? Set.of(new Need.Numbers()) : Set.of();
        return new Step(with(entry.chat(), state).with(left), applied, needs);
    }

    private Step applyToOwn(Event.OfUser entry) {
        if (entry.position().seq() <= position.seq()) {
            return Step.nothing(this);
        }
        if (entry.position().seq() > position.seq() + 1) {
            return Step.needing(with(early.with(entry)), new Need.OwnEvents());
        }
        State state = this;
        List<Event> applied = new ArrayList<>();
        Set<Need> needs = new LinkedHashSet<>();
        Optional<Event.OfUser> following = Optional.of(entry);
        while (following.isPresent()) {
            state = state.own(following.get(), needs);
            applied.add(following.get());
            following = state.early.find(state.position.seq() + 1);
        }
        return new Step(state, applied, needs);
    }

    private State own(Event.OfUser entry, Set<Need> needs) {
        State moved =
                new State(user, entry.position(), chats, early.without(entry.position().seq()));
        long chat = entry.data().path("chat").asLong();
        return switch (entry.type()) {
            case "chat:new" -> {
                // Whatever was held of an earlier membership does not continue.
                needs.add(new Need.WholeChat(chat));
                yield moved.without(chat);
            }
            case "chat:settings" -> {
                needs.add(new Need.WholeChat(chat));
                yield moved;
            }
            case "chat:delete" -> {
                if (isAbove(chat, entry.data().path("visible_from_seq"))) {
                    // Something came after it was removed from the list, to which it may be back.
                    needs.add(new Need.WholeChat(chat));
                }
                yield moved.without(chat);
            }
            case "chat:read" -> {
                State counted = moved.counted(chat, Counts.read(entry.data()));
                if (counted.chat(chat).map(ChatState::lacksNumbers).orElse(false)) {
                    needs.add(new Need.Numbers());
                }
                yield counted;
            }
            default -> moved;
        };
    }

    private boolean isAbove(long chat, JsonNode seq) {
        return seq.isIntegralNumber()
                && chat(chat).filter(held -> held.position().seq() > seq.asLong()).isPresent();
    }

    /// With what the server counted for a chat; unchanged if the chat is not held.
    State counted(long chat, Counts counts) {
        return chat(chat).map(held -> with(chat, held.counted(counts, user))).orElse(this);
    }

    /// The first state: where everything stands, and what the chats are called.
    static State start(long user, SyncPage heads, List<Chat> list) {
        Map<Long, Chat> named = new HashMap<>();
        list.forEach(chat -> named.put(chat.id(), chat));
        Map<Long, ChatState> chats = new HashMap<>();
        for (SyncPage.Head head : heads.chats()) {
            Chat chat = named.get(head.chat());
            if (chat != null) {
                chats.put(head.chat(), ChatState.headOf(chat, head));
            }
        }
        return new State(user, heads.user().position(), chats, Early.NONE);
    }

    /// After a resume or a sync: chats that are no longer the user's go, counts are as told. What
    /// was read before this state's own log came so far says nothing of chats that it does not
    /// name: while a client moves, its earlier socket may have told of a new one already.
    Step told(SyncPage page) {
        Position read = page.user().position();
        boolean isOld = read.epoch() == position.epoch() && read.seq() < position.seq();
        Map<Long, ChatState> kept = isOld ? new HashMap<>(chats) : new HashMap<>();
        Set<Need> needs = new LinkedHashSet<>();
        for (SyncPage.Head head : page.chats()) {
            ChatState held = chats.get(head.chat());
            if (held == null || head.reload()) {
                needs.add(new Need.WholeChat(head.chat()));
                kept.remove(head.chat());
                continue;
            }
            ChatState counted = held.counted(head.counts(), user);
            kept.put(head.chat(), counted);
            if (head.position().seq() > held.position().seq()) {
                needs.add(new Need.Events(head.chat()));
            }
        }
        return new Step(
                new State(user, position, kept, early.onlyOf(kept.keySet())), List.of(), needs);
    }

    /// With a chat that was fetched: a new one, or one whose members and history were not held.
    State loaded(SyncPage.Head head, ChatState.Loaded fetched) {
        ChatState base =
                Optional.ofNullable(chats.get(head.chat()))
                        .orElseGet(() -> ChatState.headOf(fetched.whole().chat(), head));
        return with(head.chat(), base.loaded(fetched).counted(head.counts(), user));
    }

    /// Positions to resume from, as many as the server takes; the rest is synced when it is behind.
    Map<Long, Position> positions() {
        Map<Long, Position> positions = new HashMap<>();
        chats.entrySet().stream()
                .limit(MOST_POSITIONS)
                .forEach(chat -> positions.put(chat.getKey(), chat.getValue().position()));
        return positions;
    }

    private State with(long chat, ChatState state) {
        Map<Long, ChatState> next = new HashMap<>(chats);
        next.put(chat, state);
        return new State(user, position, next, early);
    }

    private State with(Early other) {
        return new State(user, position, chats, other);
    }

    State without(long chat) {
        Map<Long, ChatState> next = new HashMap<>(chats);
        next.remove(chat);
        Set<Long> left = new HashSet<>(next.keySet());
        return new State(user, position, next, early.onlyOf(left));
    }
}
