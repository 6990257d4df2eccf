package org.kocmoc.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// What a personal chat is to its two members while one of them has blocked the other.
class BlockedPairTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final long chat = ada.chatWith(bob);
    private final long ofAda = ada.say(chat, "before");
    private final long ofBob = bob.say(chat, "before, too");

    @BeforeEach
    void bobBlocksAda() {
        ada.api().post("/api/messages/" + ofAda + "/react", reaction()).expect(200);
        bob.api().post("/api/blocks/" + ada.id(), Map.of()).expect(200);
    }

    private static Map<String, String> reaction() {
        return Map.of("reaction", "👍");
    }

    private long head() {
        JsonNode chats = ada.api().post("/api/sync", Map.of()).expect(200).json().path("chats");
        return chats.get(0).path("seq").asLong();
    }

    private static void isBlocked(Answer answer) {
        assertThat(answer.expect(403).json().path("code").asString())
                .isEqualTo("blocked_by_recipient");
    }

    @Test
    void whoIsBlockedTellsNothingByEditingReactingOrPinning() {
        long before = head();

        isBlocked(
                ada.api()
                        .patch("/api/messages/" + ofAda + "/edit", Map.of("text", "listen to me")));
        isBlocked(ada.api().post("/api/messages/" + ofBob + "/react", reaction()));
        isBlocked(ada.api().put("/api/chats/" + chat + "/pins/" + ofAda, Map.of()));
        isBlocked(ada.api().delete("/api/chats/" + chat + "/pins/" + ofAda));
        try (TestSocket adas = TestSocket.of(server, ada)) {
            assertThat(
                            adas.refused("message:edit", Map.of("message", ofAda, "text", "x"))
                                    .path("code")
                                    .asString())
                    .isEqualTo("blocked_by_recipient");
        }

        assertThat(head()).isEqualTo(before);
    }

    @Test
    void whoIsBlockedMayTakeBackWhatIsTheirs() {
        ada.api().delete("/api/messages/" + ofAda + "/react").expect(200);
        ada.api().delete("/api/messages/" + ofAda).expect(200);
    }

    @Test
    void whoHasBlockedAndWhoIsUnblockedAreFree() {
        bob.api().patch("/api/messages/" + ofBob + "/edit", Map.of("text", "no")).expect(200);
        bob.api().delete("/api/blocks/" + ada.id()).expect(200);

        ada.api().patch("/api/messages/" + ofAda + "/edit", Map.of("text", "yes")).expect(200);
        ada.api().put("/api/chats/" + chat + "/pins/" + ofAda, Map.of()).expect(200);
    }

    @Test
    void neitherSeesTheOtherTypeOrRead() {
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket bobs = TestSocket.of(server, bob)) {
            showActivity(adas, ada);
            showActivity(bobs, bob);
            // Whatever was told before this has come before it.
            bob.say(chat, "the last");
            long last = head();
            adas.entry(chat, last);
            bobs.entry(chat, last);

            assertThat(ephemerals(adas)).isEmpty();
            assertThat(ephemerals(bobs)).isEmpty();

            bob.api().delete("/api/blocks/" + ada.id()).expect(200);
            showActivity(adas, ada);
            bobs.event("typing:start");
            bobs.await(
                    frame ->
                            frame.path("type").asString("").equals("chat:read")
                                    && frame.path("chat").asLong() == chat);
        }
    }

    @Test
    void neitherIsShownTheOthersMarksUntilTheBlockEnds() {
        ada.api().post("/api/messages/" + ofBob + "/react", reaction()).expect(403);
        bob.api().post("/api/messages/" + ofAda + "/react", reaction()).expect(200);
        String before = tag(ada);
        readAll(ada);
        readAll(bob);

        hidesMarks(ada, ofAda);
        hidesMarks(bob, ofBob);
        assertThat(tag(ada)).isEqualTo(before);
        assertThat(repeated().path("status").asString()).isEqualTo("sent");
        assertThat(repeated().path("reactions").size()).isEqualTo(1);

        bob.api().delete("/api/blocks/" + ada.id()).expect(200);
        showsMarks(ada, ofAda);
        showsMarks(bob, ofBob);
        assertThat(tag(ada)).isNotEqualTo(before);
    }

    private void readAll(Person person) {
        person.api().put("/api/messages/" + chat + "/read", Map.of()).expect(200);
    }

    private void hidesMarks(Person person, long own) {
        for (JsonNode head : heads(person)) {
            assertThat(head.path("others_read").isNull()).as("%s", head).isTrue();
            assertThat(head.path("others_delivered").isNull()).as("%s", head).isTrue();
            assertThat(head.path("unread").asInt()).isZero();
        }
        assertThat(statuses(person)).containsOnly("sent");
        JsonNode reads = reads(person, own);
        assertThat(reads.path("readers").path(0).path("read").asBoolean()).isFalse();
        assertThat(reads.path("readers").path(0).path("delivered").asBoolean()).isFalse();
        assertThat(reads.path("totals").path("members").asInt()).isEqualTo(1);
        assertThat(reads.path("totals").path("read").asInt()).isZero();
        assertThat(reads.path("totals").path("delivered").asInt()).isZero();
    }

    private void showsMarks(Person person, long own) {
        for (JsonNode head : heads(person)) {
            assertThat(head.path("others_read").asLong()).isEqualTo(head());
            assertThat(head.path("others_delivered").asLong()).isEqualTo(head());
        }
        assertThat(statuses(person)).containsOnly("read");
        JsonNode reads = reads(person, own);
        assertThat(reads.path("readers").path(0).path("read").asBoolean()).isTrue();
        assertThat(reads.path("totals").path("read").asInt()).isEqualTo(1);
        assertThat(reads.path("totals").path("delivered").asInt()).isEqualTo(1);
    }

    /// Where the chat stands, as `sync` and a new socket tell it.
    private List<JsonNode> heads(Person person) {
        try (TestSocket socket = TestSocket.of(server, person)) {
            return List.of(
                    sync(person), socket.event("resumed").path("data").path("chats").path(0));
        }
    }

    private JsonNode sync(Person person) {
        return person.api()
                .post("/api/sync", Map.of("chats", Map.of(chat, Map.of("epoch", 0, "seq", 0))))
                .expect(200)
                .json()
                .path("chats")
                .path(0);
    }

    /// Of all messages, as pages of history and `sync` show them.
    private List<String> statuses(Person person) {
        List<String> statuses = new ArrayList<>();
        page(person)
                .json()
                .path("messages")
                .forEach(message -> statuses.add(message.path("status").asString()));
        sync(person)
                .path("events")
                .forEach(
                        event -> {
                            JsonNode status = event.path("data").path("message").path("status");
                            if (!status.isMissingNode()) {
                                statuses.add(status.asString());
                            }
                        });
        assertThat(statuses).hasSizeGreaterThan(4);
        return statuses;
    }

    private Answer page(Person person) {
        return person.api().get("/api/messages/" + chat).expect(200);
    }

    private String tag(Person person) {
        return page(person).header("ETag");
    }

    private JsonNode reads(Person person, long message) {
        return person.api().get("/api/messages/" + message + "/reads").expect(200).json();
    }

    /// What Ada is told who sends once more what she sent.
    private JsonNode repeated() {
        String client = page(ada).json().path("messages").path(0).path("client_id").asString();
        return ada.api()
                .post("/api/messages/" + chat, Map.of("text", "before", "client_id", client))
                .json()
                .path("message");
    }

    private void showActivity(TestSocket socket, Person person) {
        socket.command("typing:start", Map.of("chat", chat));
        person.api().put("/api/messages/" + chat + "/read", Map.of()).expect(200);
    }

    /// What is of the chat and in no log.
    private List<JsonNode> ephemerals(TestSocket socket) {
        return socket.frames().stream()
                .filter(frame -> frame.path("chat").asLong() == chat && !frame.has("seq"))
                .toList();
    }
}
