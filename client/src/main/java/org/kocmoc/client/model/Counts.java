package org.kocmoc.client.model;

import tools.jackson.databind.JsonNode;

/// What the server counted for a chat.
///
/// @param at where the chat's log stood when it was counted
/// @param readSeq the own read mark
/// @param unread messages of others above it, at most 1,000
/// @param mentions those of them that name the own account
public record Counts(long at, long readSeq, int unread, int mentions) {
    /// Reads an event `chat:read`.
    public static Counts read(JsonNode node) {
        return new Counts(
                node.path("at").asLong(),
                node.path("read_seq").asLong(),
                node.path("unread").asInt(),
                node.path("mentions").asInt());
    }
}
