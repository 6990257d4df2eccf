package org.kocmoc.client.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.kocmoc.client.model.Chat;
import org.kocmoc.client.model.Message;

/// Compares what a client has become event by event with what a fresh one fetched: the proof that
/// events tell everything. For tests and tools. Pure.
///
/// Left out is what no log tells of: whether a message was delivered, who is online. Of messages
/// those are compared that both states hold.
public final class Differences {
    private final List<String> found = new ArrayList<>();

    private Differences() {}

    /// What is different, in words; empty if nothing is.
    public static List<String> between(State old, State fresh) {
        Differences differences = new Differences();
        Set<Long> all = new TreeSet<>(old.chats().keySet());
        all.addAll(fresh.chats().keySet());
        for (long chat : all) {
            ChatState one = old.chats().get(chat);
            ChatState other = fresh.chats().get(chat);
            if (one == null || other == null) {
                differences.found.add(
                        "chat %d is %s".formatted(chat, one == null ? "missing" : "left over"));
            } else {
                differences.compare("chat " + chat, one, other);
            }
        }
        return differences.found;
    }

    private void compare(String where, ChatState old, ChatState fresh) {
        same(where + ": position", old.position(), fresh.position());
        same(where + ": members", old.members(), fresh.members());
        same(where + ": pins", Set.copyOf(old.pins()), Set.copyOf(fresh.pins()));
        same(where + ": read up to", old.readSeq(), fresh.readSeq());
        same(where + ": unread", old.unread(), fresh.unread());
        same(where + ": mentions", old.mentions(), fresh.mentions());
        same(where + ": certainty", old.countsAreSure(), fresh.countsAreSure());
        same(where + ": chat", lasting(old.chat()), lasting(fresh.chat()));
        long from = Math.max(old.window().from(), fresh.window().from());
        List<Message> some = old.window().cutTo(from).messages();
        List<Message> others = fresh.window().cutTo(from).messages();
        same(where + ": number of messages", some.size(), others.size());
        for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
            same(where + ": message", lasting(some.get(i)), lasting(others.get(i)));
        }
    }

    private void same(String what, Object old, Object fresh) {
        if (!Objects.equals(old, fresh)) {
            found.add(what + " is " + old + ", fresh " + fresh);
        }
    }

    private static List<Object> lasting(Chat chat) {
        return List.of(
                String.valueOf(chat.name()),
                String.valueOf(chat.description()),
                String.valueOf(chat.avatar()),
                chat.role(),
                chat.muted(),
                chat.archived(),
                chat.pinned(),
                chat.visibleFromSeq());
    }

    private static List<Object> lasting(Message message) {
        return List.of(
                message.id(),
                message.seq(),
                String.valueOf(message.text()),
                String.valueOf(message.senderId()),
                String.valueOf(message.forwardedFrom()),
                String.valueOf(message.replyTo()),
                message.revision(),
                message.deleted(),
                message.mentions(),
                message.reactions());
    }
}
