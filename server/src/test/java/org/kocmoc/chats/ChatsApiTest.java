package org.kocmoc.chats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.UserId;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class ChatsApiTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person carol = server.people().newcomer("Carol");

    @Test
    void participantsMayBeTexts() {
        Answer answer =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of("participantIds", List.of(bob.id().toString()), "type", ""))
                        .expect(201);

        assertThat(answer.json().path("message").asString()).isEqualTo("Чат создан");
        assertThat(answer.json().path("chat").path("name").asString()).isEqualTo("Bob");
        assertThat(answer.json().path("chat").path("type").asString()).isEqualTo("personal");
    }

    @Test
    void aGroupShowsItsMembersAndRoles() {
        String chat = group("Friends", bob, carol);

        JsonNode shown = bob.api().get(chat).expect(200).json().path("chat");

        assertThat(shown.path("name").asString()).isEqualTo("Friends");
        assertThat(shown.path("avatar").isNull()).isTrue();
        assertThat(shown.path("participants").valueStream().map(p -> p.path("name").asString()))
                .containsExactly("Ada", "Bob", "Carol");
        assertThat(shown.path("participants").valueStream().map(p -> p.path("role").asString()))
                .containsExactly("owner", "member", "member");
    }

    @Test
    void newestMessageComesFirstThenTheNewestChat() {
        String first = group("First");
        String second = group("Second");
        String third = group("Third");
        ada.api().post(first.replace("chats", "messages"), Map.of("text", "Hello")).expect(201);

        assertThat(names(ada)).containsExactly("First", "Third", "Second");
        assertThat(second).isNotEqualTo(third);
    }

    @Test
    void theListCarriesTheLastMessage() {
        String chat = group("Group", bob);
        bob.api().post(chat.replace("chats", "messages"), Map.of("text", "Hello")).expect(201);

        JsonNode line = ada.api().get("/api/chats").expect(200).json().path("chats").path(0);

        assertThat(line.path("last_message").asString()).isEqualTo("Hello");
        assertThat(line.path("last_message_sender").asLong()).isEqualTo(bob.id().value());
        assertThat(line.path("unread_count").asInt()).isEqualTo(1);
        assertThat(line.path("muted").asBoolean(true)).isFalse();
    }

    @Test
    void ownSettingsConcernOneselfOnly() {
        String chat = group("Group", bob);
        ada.api().put(chat, Map.of("muted", true, "pinned", true, "unreadCount", 7)).expect(200);

        assertThat(line(ada).path("muted").asBoolean()).isTrue();
        assertThat(line(ada).path("pinned").asBoolean()).isTrue();
        assertThat(line(ada).path("unread_count").asInt()).isEqualTo(7);
        assertThat(line(bob).path("muted").asBoolean()).isFalse();
        assertThat(line(bob).path("unread_count").asInt()).isZero();
    }

    @Test
    void badSettingsAreRefusedInTheContractsOrder() {
        String chat = group("Group", bob);

        carol.api().put(chat, Map.of()).expect(403, "Вы не участник этого чата");
        ada.api().put("/api/chats/abc", Map.of("muted", true)).expect(403);
        ada.api().put(chat, Map.of()).expect(400, "Нет данных для обновления");
        ada.api().put(chat, Map.of("muted", "false")).expect(400);
        ada.api().put(chat, Map.of("unreadCount", -5)).expect(400);
        ada.api().put(chat, Map.of("unreadCount", "x")).expect(400);
        ada.api().get("/api/chats/2147483647").expect(404, "Чат не найден");
        carol.api().get(chat).expect(403, "Вы не участник этого чата");
    }

    @Test
    void adminsDescribeTheGroupAndMembersDoNot() {
        String chat = group("Group", bob);

        bob.api().patch(chat, Map.of("name", "Mine")).expect(403, "Недостаточно прав в этом чате");
        ada.api().patch(chat, Map.of("name", " ")).expect(400);
        ada.api().patch(chat, Map.of("avatar", "javascript:alert(1)")).expect(400);
        ada.api().patch(chat, Map.of()).expect(400, "Нет данных для обновления");
        ada.api()
                .patch(
                        chat,
                        Map.of("name", "Ours", "description", "About", "avatar", "/api/files/a1"))
                .expect(200);

        JsonNode shown = bob.api().get(chat).json().path("chat");
        assertThat(shown.path("name").asString()).isEqualTo("Ours");
        assertThat(shown.path("description").asString()).isEqualTo("About");
        assertThat(shown.path("avatar").asString()).isEqualTo("/api/files/a1");
    }

    @Test
    void membersComeAndGoByRole() {
        String chat = group("Group", bob);
        String members = chat + "/members";

        bob.api().post(members, Map.of("userIds", List.of(carol.id()))).expect(403);
        JsonNode added =
                ada.api()
                        .post(members, Map.of("userIds", List.of(carol.id(), bob.id())))
                        .expect(200)
                        .json()
                        .path("added");
        assertThat(added.valueStream().map(JsonNode::asLong)).containsExactly(carol.id().value());

        ada.api().put(members + "/" + bob.id(), Map.of("role", "admin")).expect(200);
        ada.api().put(members + "/" + bob.id(), Map.of("role", "owner")).expect(400);
        bob.api().delete(members + "/" + ada.id()).expect(403);
        bob.api().delete(members + "/" + carol.id()).expect(200);
        carol.api().get(chat).expect(403);
        ada.api().post(chat + "/owner", Map.of("userId", bob.id())).expect(200);
        ada.api().delete(members + "/" + ada.id()).expect(200);
        assertThat(roles(bob, chat)).containsExactly("owner");
    }

    @Test
    void pairsAreNoGroups() {
        String chat = pair(bob);

        ada.api().patch(chat, Map.of("name", "x")).expect(400, "Это не групповой чат");
        ada.api().post(chat + "/members", Map.of("userIds", List.of(carol.id()))).expect(400);
        ada.api().post(chat + "/leave").expect(400);
    }

    @Test
    void encryptedChatsAreListedToWhomAsks() {
        ada.api()
                .post("/api/chats", Map.of("participantIds", List.of(bob.id()), "mode", "e2ee"))
                .expect(201);

        assertThat(names(bob)).isEmpty();
        assertThat(bob.api().get("/api/chats?e2ee=1").json().path("chats").size()).isEqualTo(1);
    }

    @Test
    void aDepartedOwnersGroupGoesToTheOldestAdmin() {
        String chat = group("Group", bob, carol);
        ada.api().put(chat + "/members/" + carol.id(), Map.of("role", "admin")).expect(200);
        String pair = pair(bob);

        ada.api().post(chat + "/leave").expect(200);

        assertThat(roles(bob, chat)).containsExactly("member", "owner");
        assertThat(bob.api().get(pair).expect(200).json().path("chat").path("name").asString())
                .isEqualTo("Ada");
    }

    private String group(String name, Person... others) {
        List<UserId> ids = Stream.of(others).map(Person::id).toList();
        return "/api/chats/"
                + ada.api()
                        .post(
                                "/api/chats",
                                Map.of(
                                        "name",
                                        name,
                                        "type",
                                        "group",
                                        "participantIds",
                                        ids.isEmpty() ? List.of(ada.id()) : ids))
                        .expect(201)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
    }

    private String pair(Person other) {
        return "/api/chats/"
                + ada.api()
                        .post("/api/chats", Map.of("participantIds", List.of(other.id())))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
    }

    private static List<String> names(Person person) {
        return person.api()
                .get("/api/chats")
                .expect(200)
                .json()
                .path("chats")
                .valueStream()
                .map(line -> line.path("name").asString())
                .toList();
    }

    private static JsonNode line(Person person) {
        return person.api().get("/api/chats").expect(200).json().path("chats").path(0);
    }

    private static List<String> roles(Person viewer, String chat) {
        return viewer.api()
                .get(chat)
                .expect(200)
                .json()
                .path("chat")
                .path("participants")
                .valueStream()
                .map(member -> member.path("role").asString())
                .toList();
    }
}
