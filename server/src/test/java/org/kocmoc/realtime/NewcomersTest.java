package org.kocmoc.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// What is from before somebody's stay in a chat stays away from them, also when something happens
/// to it later.
class NewcomersTest {
    private static final String SECRET = "from before Carol came";

    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person carol = server.people().newcomer("Carol");

    /// Everything that can happen to a message, its end last.
    private void change(long message) {
        bob.api().post("/api/messages/" + message + "/react", Map.of("reaction", "👍")).expect(200);
        bob.api().delete("/api/messages/" + message + "/react").expect(200);
        ada.api()
                .patch("/api/messages/" + message + "/edit", Map.of("text", SECRET + ", again"))
                .expect(200);
        ada.api().delete("/api/messages/" + message).expect(200);
    }

    private void add(Person person, long chat) {
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(person.id())))
                .expect(200);
    }

    private JsonNode sync(Person person, Map<String, ?> from) {
        return person.api().post("/api/sync", from).expect(200).json();
    }

    private JsonNode head(Person person, long chat) {
        return Stream.of(sync(person, Map.of()).path("chats"))
                .flatMap(JsonNode::valueStream)
                .filter(head -> head.path("chat").asLong() == chat)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, ?> position(long chat, JsonNode head) {
        return Map.of(
                "chats",
                Map.of(
                        Long.toString(chat),
                        Map.of("epoch", head.path("epoch"), "seq", head.path("seq"))));
    }

    private static List<JsonNode> aboutMessages(List<JsonNode> frames, long chat) {
        return frames.stream()
                .filter(frame -> frame.path("chat").asLong() == chat)
                .filter(frame -> frame.path("type").asString("").startsWith("message:"))
                .toList();
    }

    private static void assertNumbersOnly(List<JsonNode> events, long after) {
        assertThat(events)
                .extracting(event -> event.path("seq").asLong())
                .containsExactly(after + 1, after + 2, after + 3, after + 4);
        assertThat(events)
                .extracting(event -> event.path("type").asString())
                .containsExactly(
                        "message:reaction", "message:reaction", "message:edit", "message:delete");
        assertThat(events).allMatch(event -> event.path("data").path("message").isNull());
        assertThat(events.toString()).doesNotContain(SECRET);
    }

    @Test
    void socketsOfNewcomersHearOnlyThatSomethingHappenedToOlderMessages() {
        long chat = ada.group(bob);
        long message = ada.say(chat, SECRET);
        try (TestSocket carols = TestSocket.of(server, carol);
                TestSocket bobs = TestSocket.of(server, bob)) {
            add(carol, chat);
            carols.event("chat:new");
            long before = head(carol, chat).path("seq").asLong();
            change(message);
            carols.entry(chat, before + 4);
            bobs.entry(chat, before + 4);

            assertNumbersOnly(aboutMessages(carols.frames(), chat), before);
            assertThat(
                            bobs.entry(chat, before + 1)
                                    .path("data")
                                    .path("message")
                                    .path("id")
                                    .asLong())
                    .isEqualTo(message);
        }
    }

    @Test
    void resumingAndSyncTellNewcomersNoMore() {
        long chat = ada.group(bob);
        long message = ada.say(chat, SECRET);
        add(carol, chat);
        JsonNode before = head(carol, chat);
        change(message);

        JsonNode synced = sync(carol, position(chat, before));
        List<JsonNode> events = new ArrayList<>();
        synced.path("chats").forEach(found -> found.path("events").forEach(events::add));
        assertNumbersOnly(events, before.path("seq").asLong());
        try (TestSocket carols = TestSocket.of(server, carol, position(chat, before))) {
            assertNumbersOnly(aboutMessages(carols.frames(), chat), before.path("seq").asLong());
        }
    }

    @Test
    void whoIsBackAfterHavingBeenAwaySeesNothingOfTheFirstStay() {
        long chat = ada.group(bob, carol);
        long message = ada.say(chat, SECRET);
        ada.api().delete("/api/chats/" + chat + "/members/" + carol.id()).expect(200);
        add(carol, chat);
        try (TestSocket carols = TestSocket.of(server, carol)) {
            long before = head(carol, chat).path("seq").asLong();
            change(message);
            carols.entry(chat, before + 4);

            assertNumbersOnly(aboutMessages(carols.frames(), chat), before);
        }
    }

    @Test
    void aClearedMessageDoesNotComeBackWithAReaction() {
        long chat = ada.chatWith(bob);
        long message = ada.say(chat, SECRET);
        try (TestSocket bobs = TestSocket.of(server, bob)) {
            bob.api().delete("/api/chats/" + chat).expect(200);
            bobs.event("chat:delete");
            long before = head(ada, chat).path("seq").asLong();
            ada.api()
                    .post("/api/messages/" + message + "/react", Map.of("reaction", "👍"))
                    .expect(200);

            assertThat(bobs.entry(chat, before + 1).path("data").path("message").isNull()).isTrue();
        }
    }

    @Test
    void anAnswerNamesWhatItAnswersAndShowsNothingOfIt() {
        long chat = ada.group(bob);
        long message = ada.say(chat, SECRET);
        try (TestSocket carols = TestSocket.of(server, carol)) {
            add(carol, chat);
            carols.event("chat:new");
            long before = head(carol, chat).path("seq").asLong();
            bob.api()
                    .post("/api/messages/" + chat, Map.of("text", "Yes", "reply_to", message))
                    .expect(201);

            JsonNode answer = carols.entry(chat, before + 1);
            assertThat(answer.path("data").path("message").path("reply_to").asLong())
                    .isEqualTo(message);
            assertThat(answer.toString()).doesNotContain(SECRET);
        }
    }
}
