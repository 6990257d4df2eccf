package org.kocmoc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.limits.Size;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// Too much of something.
class HostileInputTest {
    @RegisterExtension static final TestServer server = new TestServer();

    @Test
    void endlessBodiesAreRefused() {
        byte[] body = new byte[Size.JSON_BODY_BYTES.value() + 1];

        server.people()
                .ada()
                .api()
                .send("POST", "/api/chats", BodyPublishers.ofByteArray(body), "application/json")
                .expect(413);
    }

    @Test
    void pagesHaveALimit() {
        Person ada = server.people().ada();
        long chat =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of("type", "group", "participantIds", List.of(ada.id())))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        int most = Size.PAGE_ROWS.value();
        for (int i = 0; i <= most; i++) {
            ada.api().post("/api/messages/" + chat, Map.of("text", "m" + i)).expect(201);
        }

        JsonNode page = ada.api().get("/api/messages/" + chat + "?limit=1000000").json();
        assertThat(page.path("messages").size()).isEqualTo(most);
    }
}
