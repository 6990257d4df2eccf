package org.kocmoc.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Pictures;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// What lets clients keep a place for an attachment.
class MediaTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private long chat;

    @BeforeEach
    void open() {
        chat = ada.api().post("/api/chats/saved").json().path("chat").path("id").asLong();
    }

    private Answer send(Map<String, ?> message) {
        return ada.api().post("/api/messages/" + chat, message);
    }

    private JsonNode sent(Map<String, ?> message) {
        JsonNode answer = send(message).expect(201).json().path("message");
        List<JsonNode> page =
                ada.api()
                        .get("/api/messages/" + chat)
                        .json()
                        .path("messages")
                        .valueStream()
                        .toList();
        assertThat(page.getLast()).isEqualTo(answer);
        return answer;
    }

    private String upload() {
        return ada.api()
                .post(
                        "/api/files/upload",
                        Multipart.file("a.png", "image/png", Pictures.plain("png", 900, 600)))
                .expect(200)
                .json()
                .path("file")
                .path("url")
                .asString();
    }

    @Test
    void aPictureComesWithItsSizeAndASmallVersion() {
        String url = upload();
        JsonNode message = sent(Map.of("file_url", url, "file_type", "image/png", "file_width", 5));

        assertThat(message.path("file_width").asInt()).isEqualTo(900);
        assertThat(message.path("file_height").asInt()).isEqualTo(600);
        String thumb = message.path("thumb_url").asString();
        assertThat(thumb).isEqualTo(url + "/thumb");
        ada.api().get(thumb).expect(200);
        long id = message.path("id").asLong();
        JsonNode copy =
                ada.api()
                        .post("/api/messages/" + id + "/forward", Map.of("targetChatId", chat))
                        .expect(201)
                        .json()
                        .path("message");
        assertThat(copy.path("file_width").asInt()).isEqualTo(900);
        ada.api().delete("/api/messages/" + id).expect(200);
        int kept =
                server.database()
                        .read(
                                handle ->
                                        handle.select(
                                                        "SELECT count(*) FROM messages WHERE id = ? AND media IS NOT NULL",
                                                        id)
                                                .mapTo(Integer.class)
                                                .one());
        assertThat(kept).isZero();
    }

    @Test
    void aVoiceMessageKeepsItsWaveform() {
        JsonNode message =
                sent(
                        Map.of(
                                "voice_url",
                                "https://kocmoc.test/voice.webm",
                                "voice_duration",
                                3,
                                "waveform",
                                List.of(0, 50, 100)));
        assertThat(message.path("waveform").valueStream().map(JsonNode::asInt))
                .containsExactly(0, 50, 100);
        assertThat(sent(Map.of("text", "none")).path("waveform").isNull()).isTrue();
    }

    @Test
    void whatCannotBeIsRefused() {
        for (Map<String, ?> bad :
                List.<Map<String, ?>>of(
                        Map.of("waveform", Collections.nCopies(129, 1)),
                        Map.of("waveform", List.of(101)),
                        Map.of("waveform", List.of(-1)),
                        Map.of("waveform", "loud"),
                        Map.of("file_width", 0),
                        Map.of("file_height", 100_000))) {
            Map<String, Object> message = new HashMap<>(bad);
            message.put("text", "x");
            send(message).expect(400);
        }
    }
}
