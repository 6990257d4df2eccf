package org.kocmoc.pins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class PinsTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();
    private final Person carol = server.people().carol();
    private long chat;

    @BeforeEach
    void group() {
        chat = ada.group(bob);
    }

    @Test
    void everybodySeesWhatAdminsPin() {
        long message = bob.say(chat, "text");
        bob.api().put(pin(message), Map.of()).expect(403);
        ada.api().put(pin(message), Map.of()).expect(200);
        ada.api().put(pin(message), Map.of()).expect(200);

        JsonNode pins = bob.api().get(pins()).expect(200).json().path("pins");
        assertThat(pins.size()).isEqualTo(1);
        assertThat(pins.path(0).path("message_id").asLong()).isEqualTo(message);
        assertThat(pins.path(0).path("message_seq").asLong()).isPositive();
        assertThat(pins.path(0).path("pinned_by").asLong()).isEqualTo(ada.id().value());

        ada.api().delete(pin(message)).expect(200);
        assertThat(bob.api().get(pins()).json().path("pins").size()).isZero();
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void bothOfAPairPin() {
        long pair =
                ada.api()
                        .post("/api/chats", Map.of("participantIds", List.of(carol.id())))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        long message = ada.say(pair, "text");

        carol.api().put("/api/chats/" + pair + "/pins/" + message, Map.of()).expect(200);
    }

    @Test
    void foreignAndDeletedMessagesAreNotPinned() {
        long other =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of("type", "group", "participantIds", List.of(ada.id())))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        long message = ada.say(chat, "text");
        ada.api().put(pin(ada.say(other, "text")), Map.of()).expect(404);
        ada.api().put(pin(Long.MAX_VALUE), Map.of()).expect(404);
        ada.api().put(pins() + "/abc", Map.of()).expect(404);
        ada.api().put(pin(message), Map.of()).expect(200);
        ada.api().delete("/api/messages/" + message).expect(200);

        assertThat(ada.api().get(pins()).json().path("pins").size()).isZero();
        ada.api().put(pin(message), Map.of()).expect(404);
        carol.api().get(pins()).expect(403);
    }

    @Test
    void newcomersDoNotSeeOlderPins() {
        ada.api().put(pin(ada.say(chat, "text")), Map.of()).expect(200);
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(carol.id())))
                .expect(200);

        assertThat(carol.api().get(pins()).json().path("pins").size()).isZero();
    }

    private String pins() {
        return "/api/chats/" + chat + "/pins";
    }

    private String pin(long message) {
        return pins() + "/" + message;
    }

    private long events() {
        return server.database()
                .read(
                        handle ->
                                handle.select(
                                                "SELECT count(*) FROM chat_events WHERE chat_id = ? AND message_id IS NOT NULL",
                                                chat)
                                        .mapTo(Long.class)
                                        .one());
    }
}
