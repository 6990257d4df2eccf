package org.kocmoc.client.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.wire.Json;
import tools.jackson.databind.JsonNode;

/// Something that happened. Its place decides what may be relied on: entries of a log come exactly
/// once, in their order and without a gap; what is in no log may get lost.
public sealed interface Event {
    /// What happened: a word of the protocol.
    String type();

    /// What else is known of it.
    JsonNode data();

    /// An entry of a chat's log.
    record OfChat(long chat, Position position, String type, JsonNode data) implements Event {
        /// The message that the event is about, in its present state.
        public Optional<Message> message() {
            return Event.message(data);
        }

        /// Who did it; empty for a new message, which names its sender itself.
        public Optional<Long> actor() {
            return data.hasNonNull("actor")
                    ? Optional.of(data.path("actor").asLong())
                    : Optional.empty();
        }

        /// Whether it is a new message of anybody.
        public boolean isNewMessage() {
            return type.equals("message:new") || type.equals("message:forward");
        }
    }

    /// An entry of the own log, which only the own devices see.
    record OfUser(Position position, String type, JsonNode data) implements Event {}

    /// Not in any log: typing, presence, marks of others.
    ///
    /// @param chat where, if anywhere
    record Passing(@Nullable Long chat, String type, JsonNode data) implements Event {}

    /// Made by this SDK: a chat was fetched, because it is new to this client or because too much
    /// was missing. What happened in it before comes as no event; look at [State].
    record Reloaded(long chat) implements Event {
        @Override
        public String type() {
            return "reloaded";
        }

        @Override
        public JsonNode data() {
            return Json.tree(chat);
        }
    }

    /// Reads a frame or an element of a sync page.
    static Event read(JsonNode frame) {
        String type = frame.path("type").asString("");
        JsonNode data = frame.path("data");
        @Nullable Long chat = frame.hasNonNull("chat") ? frame.path("chat").asLong() : null;
        if (!frame.hasNonNull("seq")) {
            return new Passing(chat, type, data);
        }
        Position position = new Position(frame.path("epoch").asLong(), frame.path("seq").asLong());
        return chat == null
                ? new OfUser(position, type, data)
                : new OfChat(chat, position, type, data);
    }

    private static Optional<Message> message(JsonNode data) {
        return data.hasNonNull("message")
                ? Optional.of(Json.as(data.path("message"), Message.class))
                : Optional.empty();
    }
}
