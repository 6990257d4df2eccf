package org.kocmoc.client.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kocmoc.client.model.Chat;
import org.kocmoc.client.model.WholeChat;
import org.kocmoc.client.wire.Http;
import org.kocmoc.client.wire.Json;
import tools.jackson.databind.JsonNode;

/// Chats and their members over HTTP. Immutable; any thread; blocks.
public final class ChatCalls {
    private final Http http;

    ChatCalls(Http http) {
        this.http = http;
    }

    /// All chats of the caller that the server can read; encrypted ones need a client that
    /// encrypts.
    public List<Chat> list() {
        List<Chat> chats = new ArrayList<>();
        http.get("/api/chats").path("chats").forEach(chat -> chats.add(Json.as(chat, Chat.class)));
        return chats;
    }

    /// A chat and its members.
    public WholeChat get(long chat) {
        JsonNode node = http.get("/api/chats/" + chat).path("chat");
        List<WholeChat.Member> members = new ArrayList<>();
        node.path("participants")
                .forEach(member -> members.add(Json.as(member, WholeChat.Member.class)));
        return new WholeChat(Json.as(node, Chat.class), members);
    }

    /// The personal chat with somebody, made if there is none yet.
    public Chat pair(long user) {
        return create(Map.of("type", "personal", "participantIds", List.of(user)));
    }

    /// A new group; the caller owns it.
    public Chat group(String name, List<Long> users) {
        return create(Map.of("type", "group", "name", name, "participantIds", users));
    }

    private Chat create(Map<String, Object> wanted) {
        return Json.as(http.post("/api/chats", wanted).path("chat"), Chat.class);
    }

    /// Renames a group.
    public Chat rename(long chat, String name) {
        return Json.as(
                http.patch("/api/chats/" + chat, Map.of("name", name)).path("chat"), Chat.class);
    }

    /// Adds people to a group; returns those who were not in it.
    public List<Long> add(long chat, List<Long> users) {
        List<Long> added = new ArrayList<>();
        http.post("/api/chats/" + chat + "/members", Map.of("userIds", users))
                .path("added")
                .forEach(user -> added.add(user.asLong()));
        return added;
    }

    /// Removes somebody from a group.
    public void remove(long chat, long user) {
        http.delete("/api/chats/" + chat + "/members/" + user);
    }

    /// Makes a member an `admin`, or an admin a `member`.
    public void setRole(long chat, long user, String role) {
        http.put("/api/chats/" + chat + "/members/" + user, Map.of("role", role));
    }

    /// Leaves a group.
    public void leave(long chat) {
        http.post("/api/chats/" + chat + "/leave", Map.of());
    }

    /// Ids of the pinned messages.
    public List<Long> pins(long chat) {
        List<Long> pins = new ArrayList<>();
        http.get("/api/chats/" + chat + "/pins")
                .path("pins")
                .forEach(pin -> pins.add(pin.path("message_id").asLong()));
        return pins;
    }

    /// Pins a message for everybody.
    public void pin(long chat, long message) {
        http.put("/api/chats/" + chat + "/pins/" + message, Map.of());
    }

    /// Takes a pin away.
    public void unpin(long chat, long message) {
        http.delete("/api/chats/" + chat + "/pins/" + message);
    }
}
