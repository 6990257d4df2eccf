package org.kocmoc.testkit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kocmoc.base.UserId;
import tools.jackson.databind.JsonNode;

/// Somebody who is signed in.
///
/// @param api a client with the person's token
public record Person(UserId id, String name, String email, String password, String token, Api api) {
    /// The personal chat with somebody; made if there is none yet.
    public long chatWith(Person other) {
        return chat(Map.of("type", "personal", "participantIds", List.of(other.id())));
    }

    /// A new group of this person, who owns it, and others.
    public long group(Person... others) {
        List<UserId> members = Stream.of(others).map(Person::id).toList();
        return chat(Map.of("type", "group", "name", "Room", "participantIds", members));
    }

    private long chat(Map<String, Object> wanted) {
        JsonNode answer = api.post("/api/chats", wanted).json();
        if (!answer.path("chat").path("id").isIntegralNumber()) {
            throw new AssertionError("no chat but " + answer);
        }
        return answer.path("chat").path("id").asLong();
    }

    /// Writes a text into a chat and returns the message's id.
    public long say(long chat, String text) {
        return api.post("/api/messages/" + chat, Map.of("text", text))
                .expect(201)
                .json()
                .path("message")
                .path("id")
                .asLong();
    }
}
