package org.kocmoc.client.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What `POST /api/sync`, the command `sync` and the event `resumed` tell, all from one snapshot.
///
/// @param user the own log
/// @param chats every chat of the caller
public record SyncPage(Own user, List<Head> chats) {
    /// The own log.
    ///
    /// @param reload the position given cannot be continued
    /// @param more further events exist
    public record Own(Position position, boolean reload, boolean more, List<Event> events) {}

    /// Where a chat stands.
    ///
    /// @param position the end of its log
    /// @param lastMsgSeq its newest message
    /// @param othersRead up to where all other members have read; null above 100 members, and in a
    ///   personal chat as long as one has blocked the other
    /// @param othersDelivered up to where all other members have received; null as `othersRead` is
    /// @param reload the position given cannot be continued
    /// @param more further events exist
    /// @param events those after the position given
    public record Head(
            long chat,
            Position position,
            long lastMsgSeq,
            Counts counts,
            @Nullable Long othersRead,
            @Nullable Long othersDelivered,
            boolean reload,
            boolean more,
            List<Event> events) {}

    /// Reads an answer.
    public static SyncPage read(JsonNode node) {
        JsonNode user = node.path("user");
        List<Head> heads = new ArrayList<>();
        node.path("chats").forEach(head -> heads.add(head(head)));
        return new SyncPage(
                new Own(
                        position(user),
                        user.path("reload").asBoolean(false),
                        user.path("more").asBoolean(false),
                        events(user)),
                heads);
    }

    private static Head head(JsonNode node) {
        Position position = position(node);
        return new Head(
                node.path("chat").asLong(),
                position,
                node.path("last_msg_seq").asLong(),
                new Counts(
                        position.seq(),
                        node.path("read_seq").asLong(),
                        node.path("unread").asInt(),
                        node.path("mentions").asInt()),
                number(node, "others_read"),
                number(node, "others_delivered"),
                node.path("reload").asBoolean(false),
                node.path("more").asBoolean(false),
                events(node));
    }

    private static @Nullable Long number(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asLong() : null;
    }

    private static Position position(JsonNode node) {
        return new Position(node.path("epoch").asLong(), node.path("seq").asLong());
    }

    private static List<Event> events(JsonNode node) {
        List<Event> events = new ArrayList<>();
        node.path("events").forEach(event -> events.add(Event.read(event)));
        return events;
    }
}
