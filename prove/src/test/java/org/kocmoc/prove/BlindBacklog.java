package org.kocmoc.prove;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.log.Subjects;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.LogEvent;

/// Reads logs as it should, except for what a bus lost: either it never compares heads, so that the
/// last entry of a quiet chat stays away, or it has nothing where an entry was lost in the middle.
final class BlindBacklog implements Backlog {
    private static final byte[] NOTHING = "[]".getBytes(StandardCharsets.UTF_8);

    private final Backlog right;
    private final LossyBus bus;
    private final boolean onlyAtTheEnd;

    BlindBacklog(Backlog right, LossyBus bus, boolean onlyAtTheEnd) {
        this.right = right;
        this.bus = bus;
        this.onlyAtTheEnd = onlyAtTheEnd;
    }

    @Override
    public List<LogEvent> chatEvents(ChatId chat, long after, int limit) {
        List<LogEvent> events = right.chatEvents(chat, after, limit);
        return onlyAtTheEnd
                ? events
                : events.stream()
                        .map(
                                event ->
                                        bus.lost(Subjects.chat(chat), event.seq())
                                                ? LogEvent.plain(
                                                        event.seq(), event.epoch(), NOTHING)
                                                : event)
                        .toList();
    }

    @Override
    public Map<ChatId, Long> chatHeads(Collection<ChatId> chats) {
        return onlyAtTheEnd ? Map.of() : right.chatHeads(chats);
    }

    @Override
    public boolean isSmall(ChatId chat) {
        return right.isSmall(chat);
    }

    @Override
    public State state(UserId user, Progress progress) {
        return right.state(user, progress);
    }

    @Override
    public Set<ChatId> chats(UserId user, boolean encrypted) {
        return right.chats(user, encrypted);
    }

    @Override
    public @Nullable MemberHead headForMember(UserId user, ChatId chat) {
        return right.headForMember(user, chat);
    }

    @Override
    public List<LogEvent> userEvents(UserId user, long after, int limit) {
        return right.userEvents(user, after, limit);
    }

    @Override
    public Map<UserId, Long> userHeads(Collection<UserId> users) {
        return right.userHeads(users);
    }
}
