package org.kocmoc.prove;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.ChatId;
import org.kocmoc.log.Subjects;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.LogEvent;

/// Reads logs as it should, except for what a bus lost: either it never compares heads, so that the
/// last entry of a quiet chat stays away, or it has nothing where an entry was lost in the middle.
final class BlindBacklog extends PassingBacklog {
    private static final byte[] NOTHING = "[]".getBytes(StandardCharsets.UTF_8);

    private final LossyBus bus;
    private final boolean onlyAtTheEnd;

    BlindBacklog(Backlog right, LossyBus bus, boolean onlyAtTheEnd) {
        super(right);
        this.bus = bus;
        this.onlyAtTheEnd = onlyAtTheEnd;
    }

    @Override
    public List<LogEvent> chatEvents(ChatId chat, long after, int limit) {
        List<LogEvent> events = super.chatEvents(chat, after, limit);
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
        return onlyAtTheEnd ? Map.of() : super.chatHeads(chats);
    }
}
