package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.Connection;
import org.kocmoc.client.wire.Json;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.testkit.SocketDocument;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The document of the socket is true: every command's example is sent, every answer and event that
/// comes is as described.
class AsyncApiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension static final TestServer server = new TestServer();

    private final SocketDocument document = new SocketDocument();
    private final ConcurrentLinkedQueue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private final List<String> faults = new ArrayList<>();

    @Test
    void examplesAreAsTheirSchemasSay() {
        for (String key : document.keys()) {
            if (!document.example(key).isMissingNode()) {
                faults.addAll(document.faults(key, document.example(key)));
            }
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void everyCommandIsAnsweredAndEveryEventIsDescribed() throws Exception {
        Session ada = session("Ada");
        Session bob = session("Bob");
        Connection one = Connection.open(ada.http(), events::add);
        Connection other = Connection.open(bob.http(), events::add);
        try {
            signIn(one, ada);
            signIn(other, bob);
            long chat = ada.chats().group("Friends", List.of(bob.user())).id();
            await(() -> seen().contains("own-event-chat-new"));
            Map<String, Object> ids = new LinkedHashMap<>();
            ids.put("chat", chat);
            for (String key : commands()) {
                if (key.equals("command-presence-watch")) {
                    ids.put("users", List.of(bob.user()));
                }
                send(one, key, ids);
            }
            causeTheRest(ada, bob, other, chat);
            await(() -> seen().containsAll(expected()));
        } finally {
            one.close();
            other.close();
        }
        events.forEach(event -> faults.addAll(document.faults(SocketDocument.keyOf(event), event)));
        assertThat(faults).isEmpty();
        assertThat(seen()).containsAll(expected());
    }

    private static Session session(String name) {
        return Kocmoc.at(server.address()).withToken(server.people().newcomer(name).token());
    }

    private void signIn(Connection connection, Session session) {
        ObjectNode example = (ObjectNode) document.example("command-auth").deepCopy();
        example.put("token", session.token());
        check("command-auth", example, connection);
    }

    /// In the order of the document, which is one in which they make sense.
    private List<String> commands() {
        List<String> order =
                List.of(
                        "ping",
                        "sync",
                        "message-send",
                        "message-edit",
                        "message-react",
                        "message-forward",
                        "chat-read",
                        "chat-delivered",
                        "draft-set",
                        "typing-start",
                        "typing-stop",
                        "presence-watch",
                        "message-delete");
        assertThat(document.keys().stream().filter(key -> key.startsWith("command-")))
                .as("all but auth, and e2ee:ack, which only a device may send")
                .hasSize(order.size() + 2);
        return order.stream().map(name -> "command-" + name).toList();
    }

    /// Sends an example with the ids of this server in place of its own.
    private void send(Connection connection, String key, Map<String, Object> ids) {
        ObjectNode example = (ObjectNode) document.example(key).deepCopy();
        ids.forEach(
                (name, value) -> {
                    if (example.has(name)) {
                        example.set(name, Json.tree(value));
                    }
                });
        JsonNode answer = check(key, example, connection);
        if (key.equals("command-message-send")) {
            ids.put("message", answer.path("message").path("id").asLong());
        }
    }

    private JsonNode check(String key, ObjectNode frame, Connection connection) {
        faults.addAll(document.faults(key, frame));
        Map<String, Object> fields = new LinkedHashMap<>();
        frame.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        fields.remove("id");
        JsonNode ok = connection.command(frame.path("type").asString(), fields);
        faults.addAll(
                document.faults(
                        key.replace("command-", "answer-"), Json.tree(Map.of("id", 1, "ok", ok))));
        return ok;
    }

    private void causeTheRest(Session ada, Session bob, Connection other, long chat)
            throws InterruptedException {
        other.command("chat:read", Map.of("chat", chat, "seq", 3));
        other.command("chat:delivered", Map.of("chat", chat, "seq", 4));
        // Marks are written after a moment, and those of a member only.
        await(() -> seen().containsAll(Set.of("event-chat-read", "event-chat-delivered")));
        ada.chats().rename(chat, "Old friends");
        ada.chats().setRole(chat, bob.user(), "admin");
        ada.http().put("/api/chats/" + chat, Map.of("muted", true));
        ada.http().post("/api/contacts/add", Map.of("contactId", bob.user()));
        bob.chats().leave(chat);
        try {
            other.command("typing:start", Map.of("chat", chat));
        } catch (RefusedException e) {
            ObjectNode error = (ObjectNode) Json.tree(Map.of("code", e.code(), "message", "no"));
            error.putNull("retry");
            faults.addAll(document.faults("refusal", Json.tree(Map.of("id", 1, "error", error))));
        }
    }

    private static Set<String> expected() {
        return Set.of(
                "chat-event-message-new",
                "chat-event-message-edit",
                "chat-event-message-reaction",
                "chat-event-message-forward",
                "chat-event-message-delete",
                "chat-event-chat-update",
                "chat-event-chat-member",
                "own-event-chat-new",
                "own-event-chat-delete",
                "own-event-chat-settings",
                "own-event-chat-read",
                "own-event-contact-update",
                "own-event-draft-update",
                "event-chat-read",
                "event-chat-delivered",
                "event-typing-start",
                "event-typing-stop",
                "event-resumed");
    }

    private Set<String> seen() {
        Set<String> seen = new TreeSet<>();
        events.forEach(event -> seen.add(SocketDocument.keyOf(event)));
        return seen;
    }

    private static void await(BooleanSupplier wish) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wish.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }
}
