package org.kocmoc.client.live;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Chat;
import org.kocmoc.client.model.Counts;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.model.SyncPage;
import org.kocmoc.client.wire.Json;

/// Messages, events and states that tests of this package start from. Ada is 1, Bob is 2.
public final class Samples {
    public static final long ADA = 1;
    public static final long BOB = 2;
    public static final long CHAT = 5;

    private Samples() {}

    public static Message message(long seq, long sender) {
        return message(seq, sender, "text " + seq, 0, false, List.of());
    }

    public static Message message(
            long seq,
            long sender,
            @Nullable String text,
            int revision,
            boolean deleted,
            List<Long> mentions) {
        return new Message(
                100 + seq,
                text,
                "sent",
                Instant.EPOCH,
                sender,
                "text",
                null,
                null,
                null,
                null,
                null,
                null,
                "Somebody",
                null,
                CHAT,
                seq,
                null,
                revision,
                null,
                deleted,
                null,
                null,
                mentions,
                List.of());
    }

    public static Message tombstone(long seq, long sender) {
        return message(seq, sender, null, 0, true, List.of());
    }

    public static Event.OfChat sent(Message message) {
        return about("message:new", message.seq(), message);
    }

    public static Event.OfChat about(String type, long seq, Message message) {
        return entry(type, seq, Map.of("message", message));
    }

    public static Event.OfChat entry(String type, long seq, Map<String, ?> data) {
        return new Event.OfChat(CHAT, new Position(1, seq), type, Json.tree(data));
    }

    public static Event.OfUser own(long seq, String type, Map<String, ?> data) {
        return new Event.OfUser(new Position(1, seq), type, Json.tree(data));
    }

    public static Chat chat(long lastSeq) {
        return new Chat(
                CHAT, "Chat", null, "group", "server", null, null, "member", 0, false, false, false,
                lastSeq, lastSeq, 0);
    }

    public static SyncPage.Head head(long seq, Counts counts) {
        return new SyncPage.Head(
                CHAT, new Position(1, seq), seq, counts, null, null, false, false, List.of());
    }

    /// Ada's state: one chat, all read, its log at a number, nothing held.
    public static State state(long seq) {
        return State.start(
                ADA,
                new SyncPage(
                        new SyncPage.Own(new Position(1, 0), false, false, List.of()),
                        List.of(head(seq, new Counts(seq, seq, 0, 0)))),
                List.of(chat(seq)));
    }

    /// Applies events one after the other.
    public static State apply(State state, Event... events) {
        State next = state;
        for (Event event : events) {
            next = next.apply(event).state();
        }
        return next;
    }

    public static ChatState held(State state) {
        return state.chat(CHAT).orElseThrow();
    }

    public static List<Long> seqs(State state) {
        return new ArrayList<>(held(state).window().messages().stream().map(Message::seq).toList());
    }
}
