package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// A clock that jumps, as one does that is set right after hours of drift.
class ClockTest {
    private static final TestClock CLOCK = new TestClock();

    @RegisterExtension static final TestServer server = new TestServer().with(CLOCK);

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();

    private JsonNode send(long chat, String text) {
        return ada.api()
                .post("/api/messages/" + chat, Map.of("text", text))
                .expect(201)
                .json()
                .path("message");
    }

    @Test
    void afterAJumpBackOrForthPeopleStaySignedInAndTimesOfAChatNeverGoBack() {
        long chat = ada.chatWith(bob);
        try (TestSocket socket = TestSocket.of(server, bob)) {
            JsonNode before = send(chat, "before");
            CLOCK.advance(Duration.ofHours(-6));
            JsonNode back = send(chat, "back");
            CLOCK.advance(Duration.ofHours(12));
            JsonNode ahead = send(chat, "ahead");
            CLOCK.advance(Duration.ofHours(-6));
            JsonNode right = send(chat, "right again");

            assertThat(times(before, back, ahead, right)).isSorted();
            assertThat(
                            List.of(before, back, ahead, right).stream()
                                    .map(message -> message.path("seq").asLong()))
                    .isSorted()
                    .doesNotHaveDuplicates();
            socket.entry(chat, right.path("seq").asLong());
        }
        // Signing in works under every one of these clocks too.
        CLOCK.advance(Duration.ofHours(-6));
        JsonNode fresh =
                server.api()
                        .post(
                                "/api/auth/login",
                                Map.of("email", bob.email(), "password", bob.password()))
                        .expect(200)
                        .json();
        CLOCK.advance(Duration.ofHours(6));
        server.api().as(fresh.path("token").asString()).get("/api/chats").expect(200);
        bob.api().get("/api/chats").expect(200);
    }

    private static List<Instant> times(JsonNode... messages) {
        return java.util.Arrays.stream(messages)
                .map(message -> Instant.parse(message.path("created_at").asString()))
                .toList();
    }
}
