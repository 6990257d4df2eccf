package org.kocmoc.realtime;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;

/// Up to where a client knows its chats from elsewhere than the streams: what a stream brings at or
/// below is a repeat. A floor is gone once its stream has passed it. Belongs to one event loop.
final class Floors {
    /// Most sockets have none most of the time.
    private @Nullable Map<ChatId, Long> floors;

    void raise(ChatId chat, long seq) {
        if (floors == null) {
            floors = new HashMap<>();
        }
        floors.merge(chat, seq, Math::max);
    }

    void forget(ChatId chat) {
        if (floors != null && floors.remove(chat) != null && floors.isEmpty()) {
            floors = null;
        }
    }

    /// Whether there is a floor at or above that number.
    boolean covers(ChatId chat, long seq) {
        return floors != null && floors.getOrDefault(chat, 0L) >= seq;
    }

    /// Whether an entry of the stream is new to the client.
    boolean passes(ChatId chat, long seq) {
        if (covers(chat, seq)) {
            return false;
        }
        forget(chat);
        return true;
    }

    void clear() {
        floors = null;
    }
}
