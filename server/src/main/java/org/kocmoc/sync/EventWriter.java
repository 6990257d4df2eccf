package org.kocmoc.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.Json;
import org.kocmoc.base.UserId;
import org.kocmoc.marks.ChatHead;
import org.kocmoc.messages.Message;
import org.kocmoc.messages.MessageEvent;
import org.kocmoc.messages.MessageFeed;
import org.kocmoc.streams.LogEvent;
import tools.jackson.databind.JsonNode;

/// Turns entries of the logs into the events that clients get. Any thread.
final class EventWriter {
    private final MessageFeed messages;

    EventWriter(MessageFeed messages) {
        this.messages = messages;
    }

    /// Entries of a chat for all its readers; authors get their own form of what they wrote.
    List<LogEvent> forAll(List<EntryStore.Entry> entries, MessageFeed.Batch named) {
        List<LogEvent> events = new ArrayList<>();
        for (EntryStore.Entry entry : entries) {
            @Nullable Long author = entry.type() == null ? entry.actor() : null;
            byte @Nullable [] own =
                    author == null
                            ? null
                            : json(entry, messages.view(named, entry.message(), author));
            @Nullable Message message = messages.view(named, entry.message(), MessageFeed.NOBODY);
            events.add(
                    new LogEvent(
                            entry.seq(),
                            entry.epoch(),
                            json(entry, message),
                            author == null ? 0 : author,
                            own,
                            leaving(entry),
                            Optional.empty(),
                            older(entry, message)));
        }
        return events;
    }

    private static LogEvent.@Nullable Older older(
            EntryStore.Entry entry, @Nullable Message message) {
        return message == null || !isAboutMessage(entry)
                ? null
                : new LogEvent.Older(message.seq(), json(entry, null));
    }

    /// Entries of a chat for one reader.
    ///
    /// @param head where the chat stands for that reader
    List<LogEvent> forReader(
            List<EntryStore.Entry> entries, MessageFeed.Batch named, UserId reader, ChatHead head) {
        List<LogEvent> events = new ArrayList<>();
        for (EntryStore.Entry entry : entries) {
            @Nullable Message message = messages.view(named, entry.message(), reader.value());
            boolean visible = message != null && message.seq() > head.visibleFromSeq();
            events.add(
                    LogEvent.plain(
                            entry.seq(), entry.epoch(), json(entry, visible ? message : null)));
        }
        return events;
    }

    private static byte[] json(EntryStore.Entry entry, @Nullable Message message) {
        if (entry.type() == null && message != null) {
            return MessageEvent.of(message, entry.epoch()).json();
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", entry.type() == null ? MessageEvent.NEW : entry.type());
        event.put("chat", entry.log());
        event.put("seq", entry.seq());
        event.put("epoch", entry.epoch());
        Map<String, Object> data = new LinkedHashMap<>();
        if (entry.type() != null) {
            data.put("actor", entry.actor());
            fields(entry).properties().forEach(field -> data.put(field.getKey(), field.getValue()));
        }
        if (entry.type() == null || isAboutMessage(entry)) {
            data.put("message", message);
        } else if (entry.message() != null) {
            data.put("message_id", entry.message());
        }
        event.put("data", data);
        return Json.write(event);
    }

    /// Whether it changed a message and is shown with that message.
    private static boolean isAboutMessage(EntryStore.Entry entry) {
        return entry.type() != null && entry.type().startsWith("message:");
    }

    private static JsonNode fields(EntryStore.Entry entry) {
        return Json.read(entry.data() == null ? "{}" : entry.data());
    }

    private static List<UserId> leaving(EntryStore.Entry entry) {
        if (!"chat:member".equals(entry.type())) {
            return List.of();
        }
        JsonNode data = fields(entry);
        String change = data.path("change").asString("");
        List<UserId> users = new ArrayList<>();
        if (change.equals("left") || change.equals("removed")) {
            data.path("users").forEach(user -> users.add(new UserId(user.asLong())));
        }
        return users;
    }

    /// Entries of a user log.
    static List<LogEvent> ofUser(List<EntryStore.Entry> entries) {
        return entries.stream().map(EventWriter::ofUser).toList();
    }

    private static LogEvent ofUser(EntryStore.Entry entry) {
        JsonNode data = fields(entry);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", entry.type());
        event.put("seq", entry.seq());
        event.put("epoch", entry.epoch());
        event.put("data", data);
        return new LogEvent(
                entry.seq(),
                entry.epoch(),
                Json.write(event),
                0,
                null,
                List.of(),
                membership(entry, data),
                null);
    }

    private static Optional<ChatId> membership(EntryStore.Entry entry, JsonNode data) {
        boolean changes = "chat:new".equals(entry.type()) || "chat:delete".equals(entry.type());
        return changes && data.path("chat").isIntegralNumber()
                ? Optional.of(new ChatId(data.path("chat").asLong()))
                : Optional.empty();
    }
}
