package org.kocmoc.client.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.wire.Http;
import org.kocmoc.client.wire.Json;
import tools.jackson.databind.JsonNode;

/// Messages over HTTP. Immutable; any thread; blocks.
public final class MessageCalls {
    /// Largest page.
    public static final int PAGE = 100;

    /// Above any number of a log, and exact in every language.
    private static final long END = (1L << 53) - 1;

    private final Http http;

    MessageCalls(Http http) {
        this.http = http;
    }

    /// The newest messages of a chat, oldest first, deleted ones as tombstones.
    public List<Message> newest(long chat, int limit) {
        return before(chat, END, limit);
    }

    /// The newest messages below a number.
    public List<Message> before(long chat, long seq, int limit) {
        return page(chat, "before=" + seq, limit);
    }

    /// The oldest messages above a number.
    public List<Message> after(long chat, long seq, int limit) {
        return page(chat, "after=" + seq, limit);
    }

    private List<Message> page(long chat, String from, int limit) {
        List<Message> page = new ArrayList<>();
        http.get("/api/messages/" + chat + "?" + from + "&limit=" + limit)
                .path("messages")
                .forEach(message -> page.add(Json.as(message, Message.class)));
        return page;
    }

    /// Sends; the same draft again gives the message that the first send stored.
    public Message send(long chat, Draft draft) {
        return message(http.post("/api/messages/" + chat, draft.fields()));
    }

    /// Sends a copy of a message to a chat.
    ///
    /// @param clientId the key against doubling
    public Message forward(long message, long chat, String clientId) {
        return message(
                http.post(
                        "/api/messages/" + message + "/forward",
                        Map.of("targetChatId", chat, "client_id", clientId)));
    }

    /// Changes the text of an own message.
    ///
    /// @param baseRevision the revision that the editor saw; if it has been edited since, the
    ///   refusal is `edit_conflict`
    public Message edit(long message, String text, int baseRevision) {
        return message(
                http.patch(
                        "/api/messages/" + message + "/edit",
                        Map.of("text", text, "base_revision", baseRevision)));
    }

    /// Deletes a message for everybody.
    public void delete(long message) {
        http.delete("/api/messages/" + message);
    }

    /// Sets the own reaction, one emoji.
    public void react(long message, String reaction) {
        http.post("/api/messages/" + message + "/react", Map.of("reaction", reaction));
    }

    /// Takes the own reaction back.
    public void unreact(long message) {
        http.delete("/api/messages/" + message + "/react");
    }

    /// Marks everything up to a number as read; never goes backwards.
    public void read(long chat, long seq) {
        http.put("/api/messages/" + chat + "/read", Map.of("up_to_seq", seq));
    }

    private static Message message(JsonNode answer) {
        return Json.as(answer.path("message"), Message.class);
    }
}
