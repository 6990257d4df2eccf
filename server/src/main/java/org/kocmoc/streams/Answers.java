package org.kocmoc.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.util.RawValue;

/// The JSON of what a client is brought up to date with, the same for the socket and for HTTP.
public final class Answers {
    private Answers() {}

    /// The answer of `sync`.
    public static Map<String, Object> sync(Backlog.State state, long epoch) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("epoch", epoch);
        Map<String, Object> user = user(state.user());
        user.put("more", state.user().more());
        user.put("events", raw(state.user().events()));
        answer.put("user", user);
        answer.put(
                "chats",
                state.chats().stream()
                        .filter(Backlog.ChatState::listed)
                        .map(chat -> withEvents(chat))
                        .toList());
        return answer;
    }

    private static Map<String, Object> withEvents(Backlog.ChatState chat) {
        Map<String, Object> answer = head(chat);
        if (chat.events() != null) {
            answer.put("more", chat.more());
            answer.put("events", raw(chat.events()));
        }
        return answer;
    }

    private static List<RawValue> raw(List<LogEvent> events) {
        return events.stream().map(event -> new RawValue(new String(event.json(), UTF_8))).toList();
    }

    /// The frames that bring a client up to date, `resumed` last.
    public static List<byte[]> backlog(Backlog.State state) {
        List<byte[]> frames = new ArrayList<>();
        state.user().events().forEach(event -> frames.add(event.json()));
        for (Backlog.ChatState chat : state.chats()) {
            if (chat.events() != null) {
                chat.events().forEach(event -> frames.add(event.json()));
            }
        }
        Map<String, Object> resumed = new LinkedHashMap<>();
        resumed.put("user", user(state.user()));
        resumed.put(
                "chats",
                state.chats().stream()
                        .filter(Backlog.ChatState::listed)
                        .map(Answers::head)
                        .toList());
        frames.add(Frames.event("resumed", resumed));
        return frames;
    }

    private static Map<String, Object> user(Backlog.UserState user) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("epoch", user.head().epoch());
        answer.put("seq", user.head().seq());
        answer.put("reload", user.reload());
        return answer;
    }

    private static Map<String, Object> head(Backlog.ChatState chat) {
        Backlog.Counts counts = chat.counts();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("chat", chat.chat());
        answer.put("epoch", chat.head().epoch());
        answer.put("seq", chat.head().seq());
        answer.put("last_msg_seq", counts.lastMsgSeq());
        answer.put("read_seq", counts.readSeq());
        answer.put("unread", counts.unread());
        answer.put("mentions", counts.mentions());
        answer.put("others_read", counts.othersRead());
        answer.put("others_delivered", counts.othersDelivered());
        answer.put("reload", chat.reload());
        return answer;
    }
}
