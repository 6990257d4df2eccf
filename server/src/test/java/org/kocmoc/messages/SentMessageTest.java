package org.kocmoc.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Pictures;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// The answer to a send is made of what was written; here it is held against what a reader gets.
class SentMessageTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private Person ada;
    private Person bob;
    private Person carol;
    private long chat;

    @BeforeEach
    void people() {
        ada = server.people().ada();
        bob = server.people().bob();
        carol = server.people().carol();
        chat = ada.group(bob);
    }

    @Test
    void theAnswerToASendIsWhatIsReadAfterwards() {
        String picture = upload();
        SplittableRandom random = new SplittableRandom(3);
        long reply = post(chat, Map.of("text", "first")).path("id").asLong();
        for (int i = 0; i < 60; i++) {
            JsonNode answer = post(chat, draft(random, reply, picture));

            assertThat(answer).isEqualTo(newest(chat));
            reply = answer.path("id").asLong();
        }
    }

    @Test
    void theAnswerToAForwardIsWhatIsReadAfterwards() {
        long target = ada.group(carol);
        String picture = upload();
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 20; i++) {
            long source = post(chat, draft(random, 0, picture)).path("id").asLong();
            JsonNode answer = forward(source, target);
            assertThat(answer).isEqualTo(newest(target));

            JsonNode again = forward(answer.path("id").asLong(), chat);
            assertThat(again).isEqualTo(newest(chat));
            assertThat(again.path("forwarded_from").path("message_id").asLong()).isEqualTo(source);
        }
    }

    @Test
    void aRepeatIsAnsweredWithWhatBecameOfTheFirstSend() {
        Map<String, Object> body = Map.of("text", "before", "client_id", "repeat");
        long id = post(chat, body).path("id").asLong();
        ada.api().patch("/api/messages/" + id + "/edit", Map.of("text", "after")).expect(200);

        JsonNode repeated = post(chat, body);

        assertThat(repeated).isEqualTo(newest(chat));
        assertThat(repeated.path("text").asString()).isEqualTo("after");
    }

    private Map<String, Object> draft(SplittableRandom random, long reply, String picture) {
        Map<String, Object> draft = new HashMap<>();
        draft.put("text", "Текст \"%d\" \\ \uD83D\uDE80 \u2028".formatted(random.nextInt()));
        if (random.nextBoolean()) {
            // Bob is told, Carol is no member, the third account does not exist.
            draft.put(
                    "text",
                    "<@%s> <@%s> <@987654321> <@%s>".formatted(bob.id(), carol.id(), ada.id()));
        }
        if (random.nextBoolean()) {
            draft.put("client_id", "key-" + random.nextLong());
        }
        if (reply > 0 && random.nextBoolean()) {
            draft.put("reply_to", reply);
        }
        if (random.nextBoolean()) {
            draft.put("file_url", picture);
            draft.put("file_name", "Снимок.png");
            draft.put("file_size", random.nextLong(1L << 40));
            draft.put("message_type", "image");
        }
        if (random.nextBoolean()) {
            draft.put("voice_duration", random.nextInt(1_000));
        }
        return draft;
    }

    private String upload() {
        return ada.api()
                .post(
                        "/api/files/upload",
                        Multipart.file("a.png", "image/png", Pictures.png(8, 8, 1)))
                .expect(200)
                .json()
                .path("file")
                .path("url")
                .asString();
    }

    private JsonNode post(long target, Map<String, Object> body) {
        return ada.api().post("/api/messages/" + target, body).expect(201).json().path("message");
    }

    private JsonNode forward(long message, long target) {
        return ada.api()
                .post("/api/messages/" + message + "/forward", Map.of("targetChatId", target))
                .expect(201)
                .json()
                .path("message");
    }

    private JsonNode newest(long of) {
        JsonNode page = ada.api().get("/api/messages/" + of).expect(200).json().path("messages");
        return page.get(page.size() - 1);
    }
}
