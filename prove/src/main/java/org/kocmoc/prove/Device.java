package org.kocmoc.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.live.LiveOptions;
import org.kocmoc.client.live.State;
import org.kocmoc.client.live.Tap;
import org.kocmoc.client.model.Counts;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Ending;
import tools.jackson.databind.JsonNode;

/// One client of one user, with everything that its sockets receive going to the history. Any
/// thread.
final class Device implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

    private final int number = NUMBERS.incrementAndGet();
    private final long user;
    private final History history;
    private final Live live;

    Device(Session session, History history) {
        this.user = session.user();
        this.history = history;
        this.live =
                Live.open(
                        session,
                        new LiveOptions("device-" + number, LONGEST_BACKOFF, new Recorder()));
    }

    Live live() {
        return live;
    }

    int number() {
        return number;
    }

    @Override
    public void close() {
        live.close();
    }

    private final class Recorder implements Tap {
        @Override
        public void connecting(long connection, State from) {
            Map<Long, Long> held = new HashMap<>();
            from.chats().forEach((chat, state) -> held.put(chat, state.position().seq()));
            history.add(new Fact.Connecting(user, wire(connection), held));
            history.count("connections");
        }

        @Override
        public void frame(long connection, JsonNode frame) {
            switch (Event.read(frame)) {
                case Event.OfChat entry -> {
                    history.count("events received");
                    history.add(seen(user, wire(connection), entry));
                }
                case Event.OfUser own when own.type().equals("chat:read") ->
                        history.add(
                                new Fact.Counted(
                                        user,
                                        own.data().path("chat").asLong(),
                                        counts(own.data(), own.data().path("at").asLong()),
                                        "own log of " + wire(connection)));
                case Event.Passing told when told.type().equals("resumed") ->
                        resumed(connection, told.data());
                case Event other -> history.count("other events: " + other.type());
            }
        }

        private void resumed(long connection, JsonNode data) {
            Map<Long, Long> heads = new HashMap<>();
            List<Long> reloads = new ArrayList<>();
            for (JsonNode head : data.path("chats")) {
                long chat = head.path("chat").asLong();
                heads.put(chat, head.path("seq").asLong());
                if (head.path("reload").asBoolean(false)) {
                    reloads.add(chat);
                }
                history.add(
                        new Fact.Counted(
                                user,
                                chat,
                                counts(head, head.path("seq").asLong()),
                                "resumed by " + number));
            }
            history.add(new Fact.Resumed(user, wire(connection), heads, reloads));
        }

        @Override
        public void ended(long connection, Ending ending) {
            history.count("ended: " + ending.code() + " " + ending.reason());
        }
    }

    private Fact.Wire wire(long connection) {
        return new Fact.Wire(number, connection);
    }

    private static Counts counts(JsonNode node, long at) {
        return new Counts(
                at,
                node.path("read_seq").asLong(),
                node.path("unread").asInt(),
                node.path("mentions").asInt());
    }

    static Fact.Seen seen(long user, Fact.@Nullable Wire wire, Event.OfChat entry) {
        JsonNode pinned = entry.data().path("message_id");
        return new Fact.Seen(
                user,
                wire,
                entry.chat(),
                entry.position(),
                entry.type(),
                entry.message()
                        .map(Message::id)
                        .orElse(pinned.isNumber() ? pinned.asLong() : null));
    }
}
