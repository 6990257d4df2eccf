package org.kocmoc.presence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.log.Subjects;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.Ephemeral;
import org.kocmoc.streams.Frames;

/// Who is typing: told to the other members at once and kept nowhere. Clients forget it by
/// themselves. Big chats have none, nor has a pair of whom one has blocked the other. Any thread;
/// may block.
public final class Typing {
    private record Key(ChatId chat, UserId user) {}

    /// Clients repeat `typing:start` while somebody types; more often than this tells nothing new.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration SIZE_MEMORY = Duration.ofMinutes(1);
    private static final int REMEMBERED = 50_000;

    private final Cache<Key, Boolean> recent =
            Caffeine.newBuilder().expireAfterWrite(PAUSE).maximumSize(REMEMBERED).build();
    private final Cache<ChatId, Boolean> small =
            Caffeine.newBuilder().expireAfterWrite(SIZE_MEMORY).maximumSize(REMEMBERED).build();
    private final Backlog backlog;
    private final Bus bus;

    /// Typing in the chats of one database.
    public Typing(Backlog backlog, Bus bus) {
        this.backlog = backlog;
        this.bus = bus;
    }

    /// Somebody who is a member types.
    public void start(ChatId chat, UserId user) {
        Key key = new Key(chat, user);
        if (recent.getIfPresent(key) == null
                && small.get(chat, backlog::isSmall)
                && !backlog.isBlocked(chat)) {
            recent.put(key, true);
            tell("typing:start", chat, user);
        }
    }

    /// Somebody stopped without sending.
    public void stop(ChatId chat, UserId user) {
        Key key = new Key(chat, user);
        if (recent.getIfPresent(key) != null) {
            recent.invalidate(key);
            tell("typing:stop", chat, user);
        }
    }

    private void tell(String type, ChatId chat, UserId user) {
        byte[] frame = Frames.chatEvent(type, chat, Map.of("user", user));
        bus.publish(Subjects.chat(chat), new Ephemeral(user, frame).encode());
    }
}
