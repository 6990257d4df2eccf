package org.kocmoc.chats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class HolesChatsTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person carol = server.people().newcomer("Carol");

    @Test
    void aMemberWhoDeletesAGroupOnlyLeavesIt() {
        long chat = created(group(bob, carol));
        bob.api().delete("/api/chats/" + chat).expect(200);

        bob.api().get("/api/chats/" + chat).expect(403);
        assertThat(
                        ada.api()
                                .get("/api/chats/" + chat)
                                .expect(200)
                                .json()
                                .path("chat")
                                .path("participants")
                                .size())
                .isEqualTo(2);
    }

    @Test
    void anOwnerDeletesAGroupForEverybody() {
        long chat = created(group(bob, carol));
        ada.api().delete("/api/chats/" + chat).expect(200);

        bob.api().get("/api/chats/" + chat).expect(403);
        assertThat(bob.api().get("/api/chats").json().path("chats").size()).isZero();
    }

    @Test
    void whoDeletesAPersonalChatEmptiesItForThemselvesOnly() {
        long chat = created(pair(ada, bob));
        bob.api().post("/api/messages/" + chat, Map.of("text", "Hello")).expect(201);
        ada.api().delete("/api/chats/" + chat).expect(200);

        assertThat(ada.api().get("/api/chats").json().path("chats").size()).isZero();
        assertThat(ada.api().get("/api/messages/" + chat).json().path("messages").size()).isZero();
        assertThat(bob.api().get("/api/messages/" + chat).json().path("messages").size())
                .isEqualTo(1);
    }

    @Test
    void parallelRequestsFromBothSidesMakeOneChat() throws Exception {
        Set<Long> chats = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers =
                    threads.invokeAll(
                            IntStream.range(0, 20)
                                    .mapToObj(
                                            i ->
                                                    (Callable<Answer>)
                                                            () ->
                                                                    i % 2 == 0
                                                                            ? pair(ada, bob)
                                                                            : pair(bob, ada))
                                    .toList());
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isIn(200, 201);
                chats.add(answer.get().json().path("chat").path("id").asLong());
            }
        }
        assertThat(chats).hasSize(1);
    }

    @Test
    void aChatWithOneselfIsNobodyElses() {
        long others = created(pair(ada, bob));
        long own = created(pair(ada, ada));

        assertThat(own).isNotEqualTo(others);
        assertThat(pair(ada, ada).expect(200).json().path("chat").path("id").asLong())
                .isEqualTo(own);
    }

    @Test
    void groupsAreNeverTakenForPersonalChats() {
        long three =
                created(
                        ada.api()
                                .post(
                                        "/api/chats",
                                        Map.of("participantIds", List.of(bob.id(), carol.id()))));

        assertThat(created(pair(ada, bob))).isNotEqualTo(three);
    }

    @Test
    void repeatedIdsAndTheOwnOneCountOnce() {
        Answer answer = group(bob, bob, ada).expect(201);

        assertThat(
                        ada.api()
                                .get("/api/chats/" + created(answer))
                                .json()
                                .path("chat")
                                .path("participants")
                                .size())
                .isEqualTo(2);
    }

    @Test
    void aRefusedCreationLeavesNothingBehind() {
        long before = chats();
        ada.api()
                .post(
                        "/api/chats",
                        Map.of("type", "group", "participantIds", List.of(bob.id(), 2147483647L)))
                .expect(400, "Участник не найден");

        assertThat(chats()).isEqualTo(before);
    }

    @Test
    void namesFollowTheOtherOne() {
        long chat = created(pair(ada, bob));
        bob.api()
                .put(
                        "/api/users/" + bob.id(),
                        Map.of("name", "Robert", "avatar", "https://example.test/r.png"))
                .expect(200);

        JsonNode seen = ada.api().get("/api/chats/" + chat).json().path("chat");
        assertThat(seen.path("name").asString()).isEqualTo("Robert");
        assertThat(seen.path("avatar").asString()).isEqualTo("https://example.test/r.png");
        assertThat(bob.api().get("/api/chats/" + chat).json().path("chat").path("name").asString())
                .isEqualTo("Ada");
    }

    @Test
    void nobodyIsAddedAgainstTheirChoice() {
        bob.api().put("/api/account/privacy", Map.of("who_may_add", "contacts")).expect(200);
        carol.api().put("/api/account/privacy", Map.of("who_may_add", "nobody")).expect(200);

        pair(ada, bob).expect(403);
        group(bob).expect(403);
        pair(ada, carol).expect(403);
        bob.api().post("/api/contacts/add", Map.of("userId", ada.id())).expect(200);
        long chat = created(pair(ada, bob));
        assertThat(chat).isPositive();
        ada.api()
                .post(
                        "/api/chats/" + created(group(bob)) + "/members",
                        Map.of("userIds", List.of(carol.id())))
                .expect(403);
    }

    @Test
    void theBannedAreNotAdded() {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "UPDATE users SET banned = true WHERE id = ?", bob.id()));

        pair(ada, bob).expect(403);
        group(bob, carol).expect(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1.5", "0", "-1", "2147483648", "9223372036854775808"})
    void impossibleIdsAreUnknownChats(String id) {
        ada.api().get("/api/chats/" + id).expect(404, "Чат не найден");
        ada.api().put("/api/chats/" + id, Map.of("muted", true)).expect(403);
        ada.api().delete("/api/chats/" + id).expect(403, "Вы не участник этого чата");
        assertThat(ada.api().patch("/api/chats/" + id, Map.of("name", "x")).status())
                .isIn(403, 404);
        assertThat(ada.api().post("/api/chats/" + id + "/leave").status()).isIn(403, 404);
    }

    @Test
    void listsThatAreNoneAreRefused() {
        for (Object bad : List.of("abc", Map.of(), List.of(), 5, List.of("x"), List.of(1.5))) {
            ada.api()
                    .post("/api/chats", Map.of("participantIds", bad))
                    .expect(400, "Укажите участников чата");
        }
    }

    @Test
    void markupInNamesStaysText() {
        String name = "<img src=x onerror=alert(1)>";
        long chat =
                created(
                        ada.api()
                                .post(
                                        "/api/chats",
                                        Map.of(
                                                "type",
                                                "group",
                                                "name",
                                                name,
                                                "participantIds",
                                                List.of(bob.id()))));

        Answer shown = bob.api().get("/api/chats/" + chat);
        assertThat(shown.json().path("chat").path("name").asString()).isEqualTo(name);
        assertThat(shown.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(shown.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    private Answer group(Person... people) {
        return ada.api()
                .post(
                        "/api/chats",
                        Map.of(
                                "type",
                                "group",
                                "participantIds",
                                Arrays.stream(people).map(Person::id).toList()));
    }

    private static Answer pair(Person from, Person to) {
        return from.api().post("/api/chats", Map.of("participantIds", List.of(to.id())));
    }

    private static long created(Answer answer) {
        return answer.expect(201).json().path("chat").path("id").asLong();
    }

    private static long chats() {
        return server.database()
                .read(
                        handle ->
                                handle.select("SELECT count(*) FROM chats")
                                        .mapTo(Long.class)
                                        .one());
    }
}
