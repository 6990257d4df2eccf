package org.kocmoc.hostile;

import java.util.Map;
import org.kocmoc.testkit.ApiDocument;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// What there is to be harmed: real rows that paths and fields name.
final class World {
    private final Person attacker;
    private final Person other;
    private final long chat;
    private final long message;
    private final String file;
    private final String invite;
    private final String target;

    /// @param target whom administrators' routes name
    World(TestServer server, Person attacker, Person other, String target) {
        this.attacker = attacker;
        this.other = other;
        this.target = target;
        chat = attacker.group(other);
        message = attacker.say(chat, "victim");
        invite =
                attacker.api()
                        .post("/api/chats/" + chat + "/invites", Map.of())
                        .expect(201)
                        .json()
                        .findValue("code")
                        .asString();
        file =
                attacker.api()
                        .post(
                                "/api/files/upload",
                                Multipart.file("victim.txt", "text/plain", new byte[] {'v'}))
                        .expect(200)
                        .json()
                        .findValue("url")
                        .asString()
                        .replaceFirst(".*/", "");
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO devices (device_id, account_count) VALUES ('device-7', 1)
                                        ON CONFLICT DO NOTHING
                                        """));
    }

    /// The operation's path with real rows.
    String path(ApiDocument.Operation operation) {
        return path(operation, "", "");
    }

    /// The same with one parameter replaced.
    String path(ApiDocument.Operation operation, String parameter, String value) {
        String path = operation.path();
        for (JsonNode node : operation.node().path("parameters")) {
            String name = node.path("name").asString();
            path =
                    path.replace(
                            "{" + name + "}",
                            name.equals(parameter) ? value : real(operation, name));
        }
        return path;
    }

    private String real(ApiDocument.Operation operation, String name) {
        String path = operation.path();
        return switch (name) {
            case "chatId" -> Long.toString(chat);
            case "messageId" -> Long.toString(message);
            case "userId" -> other.id().toString();
            case "deviceId" -> "device-7";
            case "code" -> invite;
            case "query" -> "Ada";
            case "file" -> "page.js";
            case "id" -> {
                if (path.startsWith("/api/chats")) {
                    yield Long.toString(chat);
                }
                if (path.startsWith("/api/messages") || path.startsWith("/api/admin/messages")) {
                    yield Long.toString(message);
                }
                if (path.startsWith("/api/files") || path.startsWith("/uploads")) {
                    yield file;
                }
                yield path.contains("users") ? target : "1";
            }
            default -> "1";
        };
    }

    /// A value that a field of that name may have, in JSON.
    String value(String name, JsonNode schema) {
        return switch (name) {
            case "userId", "contactId", "newOwnerId" -> other.id().toString();
            case "participantIds", "userIds", "mentions" -> "[" + other.id() + "]";
            case "targetChatId" -> Long.toString(chat);
            case "reply_to", "messageId" -> Long.toString(message);
            case "email" -> "\"" + attacker.email() + "\"";
            case "code" -> "\"000000\"";
            case "type" -> "\"group\"";
            case "role" -> "\"member\"";
            case "reaction" -> "\"👍\"";
            case "file_url", "voice_url", "avatar", "content_url" -> "\"/api/files/" + file + "\"";
            default -> {
                String type = schema.path("type").toString();
                if (type.contains("array")) {
                    yield "[]";
                }
                if (type.contains("integer")) {
                    yield "1";
                }
                yield type.contains("boolean") ? "true" : "\"a wrong one\"";
            }
        };
    }
}
