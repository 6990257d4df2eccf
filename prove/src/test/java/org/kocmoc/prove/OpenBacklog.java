package org.kocmoc.prove;

import java.util.List;
import org.kocmoc.base.ChatId;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.LogEvent;

/// Has only one form of an entry, that with the message it is about, whoever sees the entry.
final class OpenBacklog extends PassingBacklog {
    OpenBacklog(Backlog right) {
        super(right);
    }

    @Override
    public List<LogEvent> chatEvents(ChatId chat, long after, int limit) {
        return super.chatEvents(chat, after, limit).stream().map(OpenBacklog::open).toList();
    }

    private static LogEvent open(LogEvent event) {
        return new LogEvent(
                event.seq(),
                event.epoch(),
                event.json(),
                event.author(),
                event.own(),
                event.leaving(),
                event.membership(),
                null);
    }
}
