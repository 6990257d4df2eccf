package org.kocmoc.realtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;

/// The chats that a client listens to, each with what of it exists for the member and up to where
/// the client knows it from elsewhere than the stream: what the stream brings at or below that
/// floor is a repeat. A floor is gone once its stream has passed it. Belongs to one event loop, but
/// for [#chats].
final class Followed {
    private final Map<ChatId, Long> visibleFrom = new ConcurrentHashMap<>(4);

    /// Most sockets have none most of the time.
    private @Nullable Map<ChatId, Long> floors;

    /// `false` if it was there.
    boolean add(ChatId chat) {
        return visibleFrom.putIfAbsent(chat, 0L) == null;
    }

    /// `false` if it was not there.
    boolean remove(ChatId chat) {
        forget(chat);
        return visibleFrom.remove(chat) != null;
    }

    /// All of them, asked from any thread.
    Set<ChatId> chats() {
        return visibleFrom.keySet();
    }

    /// What has that number or a lower one does not exist for the member. It only grows.
    void hide(ChatId chat, long upTo) {
        visibleFrom.computeIfPresent(chat, (key, before) -> Math.max(before, upTo));
    }

    /// Up to which number nothing exists for the member.
    long visibleFrom(ChatId chat) {
        return visibleFrom.getOrDefault(chat, Long.MAX_VALUE);
    }

    /// The client knows a chat up to that number.
    void floor(ChatId chat, long seq) {
        if (floors == null) {
            floors = new HashMap<>();
        }
        floors.merge(chat, seq, Math::max);
    }

    private void forget(ChatId chat) {
        if (floors != null && floors.remove(chat) != null && floors.isEmpty()) {
            floors = null;
        }
    }

    /// Whether the client knows a chat up to that number.
    boolean isBroughtTo(ChatId chat, long seq) {
        return floors != null && floors.getOrDefault(chat, 0L) >= seq;
    }

    /// Whether an entry of the stream is new to the client.
    boolean passes(ChatId chat, long seq) {
        if (isBroughtTo(chat, seq)) {
            return false;
        }
        forget(chat);
        return true;
    }

    void clear() {
        floors = null;
    }
}
