package org.kocmoc.chats;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Json;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// What a member sets for a chat, through the routes.
class ChatSettingsTest {
    private static final TestClock clock = new TestClock();

    @RegisterExtension static final TestServer server = new TestServer().with(clock);

    private final Person ada = server.people().newcomer("Ada");

    private long group() {
        return ada.api()
                .post("/api/chats", Map.of("type", "group", "participantIds", List.of(ada.id())))
                .expect(201)
                .json()
                .path("chat")
                .path("id")
                .asLong();
    }

    private void set(long chat, Map<String, ?> change) {
        ada.api().put("/api/chats/" + chat, change).expect(200);
    }

    private JsonNode chat(long chat) {
        return ada.api().get("/api/chats/" + chat).expect(200).json().path("chat");
    }

    private JsonNode lastEvent() {
        String data =
                server.database()
                        .read(
                                handle ->
                                        handle.select(
                                                        "SELECT data::text FROM user_events WHERE user_id = ? AND type = 'chat:settings' ORDER BY seq DESC LIMIT 1",
                                                        ada.id().value())
                                                .mapTo(String.class)
                                                .one());
        return Json.read(data);
    }

    private List<Long> pinned() {
        List<JsonNode> chats = new ArrayList<>();
        ada.api()
                .get("/api/chats")
                .json()
                .path("chats")
                .forEach(
                        chat -> {
                            if (chat.path("pinned").asBoolean()) {
                                chats.add(chat);
                            }
                        });
        chats.sort(Comparator.comparingInt(chat -> chat.path("pin_position").asInt()));
        return chats.stream().map(chat -> chat.path("id").asLong()).toList();
    }

    @Test
    void silenceMayEndByItself() {
        long chat = group();
        Instant end = clock.instant().plus(Duration.ofHours(8));
        set(chat, Map.of("muted_until", Json.time(end)));

        assertThat(chat(chat).path("muted").asBoolean()).isTrue();
        assertThat(chat(chat).path("muted_until").asString()).isEqualTo(Json.time(end));
        assertThat(lastEvent().path("chat").asLong()).isEqualTo(chat);
        assertThat(lastEvent().path("muted").asBoolean()).isTrue();
        assertThat(lastEvent().path("muted_until").asString()).isEqualTo(Json.time(end));
        clock.advance(Duration.ofHours(9));
        assertThat(chat(chat).path("muted").asBoolean()).isFalse();
        assertThat(chat(chat).path("muted_until").isNull()).isTrue();
    }

    @Test
    void silenceForGoodReplacesOneThatEnds() {
        long chat = group();
        set(chat, Map.of("muted_until", Json.time(clock.instant().plusSeconds(60))));
        set(chat, Map.of("muted", true));
        clock.advance(Duration.ofHours(1));
        assertThat(chat(chat).path("muted").asBoolean()).isTrue();
        assertThat(chat(chat).path("muted_until").isNull()).isTrue();
        set(chat, Map.of("muted", false));
        assertThat(chat(chat).path("muted").asBoolean()).isFalse();
    }

    @Test
    void otherChangesLeaveTheSilenceAlone() {
        long chat = group();
        Instant end = clock.instant().plusSeconds(600);
        set(chat, Map.of("muted_until", Json.time(end)));
        set(chat, Map.of("archived", true));

        assertThat(chat(chat).path("muted_until").asString()).isEqualTo(Json.time(end));
        assertThat(lastEvent().path("archived").asBoolean()).isTrue();
    }

    @Test
    void timesThatMakeNoSenseAreRefused() {
        long chat = group();
        for (Object bad :
                List.of(
                        "tomorrow",
                        5,
                        Json.time(clock.instant().minusSeconds(1)),
                        Json.time(clock.instant().plus(Duration.ofDays(4_000))),
                        "+1000000000-12-31T23:59:59Z")) {
            ada.api()
                    .send(
                            "PUT",
                            "/api/chats/" + chat,
                            BodyPublishers.ofByteArray(Json.write(Map.of("muted_until", bad))),
                            "application/json")
                    .expect(400);
        }
        ada.api()
                .put(
                        "/api/chats/" + chat,
                        Map.of(
                                "muted",
                                false,
                                "muted_until",
                                Json.time(clock.instant().plusSeconds(9))))
                .expect(400);
        assertThat(chat(chat).path("muted").asBoolean()).isFalse();
    }

    @Test
    void aChatThatIsPinnedGoesAboveTheOthers() {
        long first = group();
        long second = group();
        long third = group();
        for (long chat : List.of(first, second, third)) {
            set(chat, Map.of("pinned", true));
        }
        assertThat(pinned()).containsExactly(third, second, first);

        set(second, Map.of("pinned", true));
        assertThat(pinned()).containsExactly(third, second, first);
        set(third, Map.of("pinned", false));
        assertThat(pinned()).containsExactly(second, first);
        assertThat(chat(third).path("pin_position").isNull()).isTrue();
    }

    @Test
    void theOrderOfPinsIsSetAsAWhole() {
        long first = group();
        long second = group();
        long third = group();
        set(third, Map.of("pinned", true));
        List<Long> wanted = List.of(second, first, second, Long.MAX_VALUE);

        ada.api().put("/api/chats/pinned", Map.of("chatIds", wanted)).expect(200);
        assertThat(pinned()).containsExactly(second, first);
        ada.api().put("/api/chats/pinned", Map.of("chatIds", List.of())).expect(200);
        assertThat(pinned()).isEmpty();
        assertThat(lastEvent().path("pinned").asBoolean()).isFalse();
        ada.api()
                .put(
                        "/api/chats/pinned",
                        Map.of("chatIds", LongStream.range(1, 102).boxed().toList()))
                .expect(409);
        ada.api().put("/api/chats/pinned", Map.of("chatIds", List.of("x"))).expect(400);
    }

    @Test
    void nobodyPinsChatsOfOthers() {
        long foreign =
                server.people()
                        .bob()
                        .api()
                        .post("/api/chats/saved")
                        .expect(200)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        ada.api().put("/api/chats/pinned", Map.of("chatIds", List.of(foreign))).expect(200);

        assertThat(pinned()).isEmpty();
    }

    @Test
    void savedMessagesAreOneCallAwayAndAlwaysTheSame() {
        JsonNode saved = ada.api().post("/api/chats/saved").expect(200).json().path("chat");
        assertThat(saved.path("name").asString()).isEqualTo("Избранное");
        assertThat(saved.path("peer_id").asLong()).isEqualTo(ada.id().value());
        assertThat(ada.api().post("/api/chats/saved").json().path("chat").path("id"))
                .isEqualTo(saved.path("id"));
        ada.api()
                .post("/api/messages/" + saved.path("id").asLong(), Map.of("text", "note"))
                .expect(201);

        JsonNode listed = ada.api().get("/api/chats").json().path("chats").path(0);
        assertThat(listed.path("id")).isEqualTo(saved.path("id"));
        assertThat(listed.path("last_message").asString()).isEqualTo("note");
        assertThat(listed.path("unread_count").asInt()).isZero();
    }
}
