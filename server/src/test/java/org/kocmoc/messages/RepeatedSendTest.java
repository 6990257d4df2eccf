package org.kocmoc.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// A send that was stored is answered with what it stored, whatever has happened since.
class RepeatedSendTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();
    private final long chat = ada.group(bob);

    private Answer send(Person sender, Map<String, Object> body) {
        return sender.api().post("/api/messages/" + chat, body);
    }

    private static long id(Answer answer) {
        return answer.expect(201).json().path("message").path("id").asLong();
    }

    private void removeBob() {
        ada.api().delete("/api/chats/" + chat + "/members/" + bob.id()).expect(200);
    }

    private long messages() {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                "SELECT count(*) FROM messages WHERE chat_id = :chat")
                                        .bind("chat", chat)
                                        .mapTo(Long.class)
                                        .one());
    }

    @Test
    void anAnswerToWhatWasDeletedMeanwhile() {
        long question = ada.say(chat, "Where?");
        Map<String, Object> body =
                Map.of("text", "Here", "reply_to", question, "client_id", "answer");
        long first = id(send(bob, body));
        ada.api().delete("/api/messages/" + question).expect(200);

        assertThat(id(send(bob, body))).isEqualTo(first);
        assertThat(messages()).isEqualTo(2);
        send(bob, Map.of("text", "Here", "reply_to", question, "client_id", "another")).expect(400);
    }

    @Test
    void anAnswerOfWhoWasRemovedMeanwhile() {
        long question = ada.say(chat, "Where?");
        Map<String, Object> body =
                Map.of("text", "Here", "reply_to", question, "client_id", "answer");
        long first = id(send(bob, body));
        removeBob();

        assertThat(id(send(bob, body))).isEqualTo(first);
        send(bob, Map.of("text", "Here", "reply_to", question, "client_id", "another")).expect(403);
    }

    @Test
    void aCopyOfWhatWasDeletedMeanwhile() {
        long source = ada.say(chat, "pass it on");
        String route = "/api/messages/" + source + "/forward";
        Map<String, Object> body = Map.of("targetChatId", chat, "client_id", "copy");
        long first = id(bob.api().post(route, body));
        ada.api().delete("/api/messages/" + source).expect(200);

        assertThat(id(bob.api().post(route, body))).isEqualTo(first);
        assertThat(messages()).isEqualTo(2);
        bob.api().post(route, Map.of("targetChatId", chat, "client_id", "other")).expect(404);
    }

    @Test
    void aCopyByWhoWasRemovedMeanwhile() {
        long source = ada.say(chat, "pass it on");
        String route = "/api/messages/" + source + "/forward";
        Map<String, Object> body = Map.of("targetChatId", chat, "client_id", "copy");
        long first = id(bob.api().post(route, body));
        removeBob();

        assertThat(id(bob.api().post(route, body))).isEqualTo(first);
    }

    @Test
    void whoWasRemovedHearsNothingOfWhatHappensToItSince() {
        long question = ada.say(chat, "Where?");
        Map<String, Object> plain = Map.of("text", "Here", "client_id", "plain");
        Map<String, Object> answer =
                Map.of("text", "Here", "reply_to", question, "client_id", "answer");
        long first = id(send(bob, plain));
        long second = id(send(bob, answer));
        removeBob();
        for (long message : List.of(first, second)) {
            ada.api()
                    .post("/api/messages/" + message + "/react", Map.of("reaction", "👍"))
                    .expect(200);
        }
        ada.api().put("/api/messages/" + chat + "/read", Map.of()).expect(200);

        tellsOnlyThatItIsStored(plain);
        tellsOnlyThatItIsStored(answer);
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(bob.id())))
                .expect(200);
        // What was before the new stay does not exist in it.
        tellsOnlyThatItIsStored(plain);
        tellsOnlyThatItIsStored(answer);
    }

    private void tellsOnlyThatItIsStored(Map<String, Object> body) {
        JsonNode message = send(bob, body).expect(201).json().path("message");
        assertThat(message.path("text").asString()).isEqualTo("Here");
        assertThat(message.path("client_id").asString()).isEqualTo(body.get("client_id"));
        assertThat(message.path("status").asString()).isEqualTo("sent");
        assertThat(message.path("reactions")).isEmpty();
    }

    @Test
    void nobodyGetsWhatAnotherSentWithTheSameKey() {
        id(send(ada, Map.of("text", "mine", "client_id", "key")));
        removeBob();

        send(bob, Map.of("text", "", "file_url", "https://kocmoc.test/x", "client_id", "key"))
                .expect(403);
    }

    @Test
    void aDraftThatCannotBeEmptiedIsNoFailureOfTheSend() {
        server.database().execute(handle -> handle.execute("ALTER TABLE drafts RENAME TO away"));
        try {
            id(send(ada, Map.of("text", "sent", "draft_version", 1, "client_id", "drafted")));
        } finally {
            server.database()
                    .execute(handle -> handle.execute("ALTER TABLE away RENAME TO drafts"));
        }
        assertThat(messages()).isEqualTo(1);
    }
}
