package org.kocmoc.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class ReceiptsTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();
    private final Person carol = server.people().carol();
    private long chat;

    @BeforeEach
    void group() {
        chat = ada.group(bob, carol);
    }

    private void read(Person person) {
        person.api().put("/api/messages/" + chat + "/read", Map.of()).expect(200);
        // Marks are written a moment later.
        for (int i = 0; i < 100 && !isRead(person); i++) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isRead(Person person) {
        return server.database()
                .read(
                        handle ->
                                handle.select(
                                                "SELECT read_seq = last_seq FROM chat_participants JOIN chat_heads USING (chat_id) WHERE chat_id = ? AND user_id = ?",
                                                chat,
                                                person.id().value())
                                        .mapTo(Boolean.class)
                                        .one());
    }

    private static JsonNode reads(Person person, long message) {
        return person.api().get("/api/messages/" + message + "/reads").expect(200).json();
    }

    @Test
    void theAuthorSeesWhoHasRead() {
        long message = ada.say(chat, "text");
        read(bob);

        JsonNode answer = reads(ada, message);
        assertThat(answer.path("totals").path("members").asInt()).isEqualTo(2);
        assertThat(answer.path("totals").path("read").asInt()).isEqualTo(1);
        JsonNode first = answer.path("readers").path(0);
        assertThat(first.path("id").asLong()).isEqualTo(bob.id().value());
        assertThat(first.path("read").asBoolean()).isTrue();
        assertThat(answer.path("readers").path(1).path("read").asBoolean()).isFalse();
        assertThat(answer.toString()).doesNotContain(bob.email());
        long later = ada.say(chat, "text");
        assertThat(reads(ada, later).path("totals").path("read").asInt()).isZero();
    }

    @Test
    void nobodyElseLearnsIt() {
        long message = ada.say(chat, "text");
        bob.api().get("/api/messages/" + message + "/reads").expect(403);
        server.people()
                .called("Stranger")
                .api()
                .get("/api/messages/" + message + "/reads")
                .expect(403);
        ada.api().get("/api/messages/" + Long.MAX_VALUE + "/reads").expect(404);
        ada.api().get("/api/messages/abc/reads").expect(404);
        ada.api().delete("/api/messages/" + message).expect(200);
        ada.api().get("/api/messages/" + message + "/reads").expect(404);
    }

    @Test
    void whoJoinedLaterIsNotExpectedToRead() {
        long message = ada.say(chat, "text");
        Person dora = server.people().newcomer("Dora");
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(dora.id())))
                .expect(200);
        carol.api().post("/api/chats/" + chat + "/leave").expect(200);

        assertThat(reads(ada, message).path("totals").path("members").asInt()).isEqualTo(1);
    }

    @Test
    void readersComeInPages() {
        long message = ada.say(chat, "text");
        JsonNode first =
                ada.api().get("/api/messages/" + message + "/reads?limit=1").expect(200).json();
        assertThat(first.path("readers").size()).isEqualTo(1);
        JsonNode second =
                ada.api()
                        .get(
                                "/api/messages/"
                                        + message
                                        + "/reads?limit=1&after="
                                        + first.path("next").asLong())
                        .expect(200)
                        .json();
        assertThat(second.path("readers").path(0).path("id"))
                .isNotEqualTo(first.path("readers").path(0).path("id"));
    }

    @Test
    void theNumberOfUnreadMessagesIsExplained() {
        ada.say(chat, "text");
        read(bob);
        long second = ada.say(chat, "text");
        bob.say(chat, "text");
        long third = ada.say(chat, "text");
        ada.api().delete("/api/messages/" + second).expect(200);

        JsonNode answer =
                bob.api().get("/api/chats/" + chat + "/unread/explain").expect(200).json();
        JsonNode parts = answer.path("parts");
        assertThat(answer.path("unread_count").asInt()).isEqualTo(1);
        assertThat(parts.path("counted").asInt()).isEqualTo(1);
        assertThat(parts.path("own").asInt()).isEqualTo(1);
        assertThat(parts.path("deleted").asInt()).isEqualTo(1);
        assertThat(parts.path("first_unread_seq").asLong())
                .isEqualTo(
                        server.database()
                                .read(
                                        handle ->
                                                handle.select(
                                                                "SELECT seq FROM messages WHERE id = ?",
                                                                third)
                                                        .mapTo(Long.class)
                                                        .one()));
        bob.api().put("/api/chats/" + chat, Map.of("unreadCount", 7)).expect(200);
        answer = bob.api().get("/api/chats/" + chat + "/unread/explain").expect(200).json();
        assertThat(answer.path("unread_count").asInt()).isEqualTo(7);
        assertThat(answer.path("parts").path("set_by_hand").asInt()).isEqualTo(7);
        server.people()
                .called("Stranger")
                .api()
                .get("/api/chats/" + chat + "/unread/explain")
                .expect(403);
    }
}
