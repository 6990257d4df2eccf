package org.kocmoc.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class UsersApiTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private Person ada;
    private Person bob;

    @BeforeEach
    void people() {
        ada = server.people().ada();
        bob = server.people().bob();
    }

    @Test
    void theListHoldsOthersByNameWithoutMe() {
        server.people().carol();

        JsonNode users = ada.api().get("/api/users").expect(200).json().path("users");

        assertThat(users.valueStream().map(user -> user.path("name").asString()))
                .contains("Bob", "Carol")
                .doesNotContain("Ada")
                .isSorted();
    }

    @Test
    void pagesHoldEverybodyOnce() {
        for (int i = 0; i < 5; i++) {
            server.people().newcomer("Twin");
        }
        List<Long> paged = new ArrayList<>();
        String path = "/api/users?limit=2";
        while (path != null) {
            JsonNode page = ada.api().get(path).expect(200).json();
            page.path("users").forEach(user -> paged.add(user.path("id").asLong()));
            assertThat(page.path("users").size()).isLessThanOrEqualTo(2);
            String next = page.path("next").asString("");
            path = next.isEmpty() ? null : "/api/users?limit=2&after=" + next;
        }

        List<Long> whole = new ArrayList<>();
        ada.api()
                .get("/api/users")
                .json()
                .path("users")
                .forEach(user -> whole.add(user.path("id").asLong()));
        assertThat(paged).isEqualTo(whole).doesNotHaveDuplicates();
    }

    @Test
    void theBannedAndTheUnconfirmedAreShownToAdministratorsOnly() {
        Person banned = server.people().newcomer("Banned");
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "UPDATE users SET banned = true WHERE id = ?",
                                        banned.id()));
        long unconfirmed =
                server.people().register("Unconfirmed", "unconfirmed@kocmoc.test", "password");

        assertThat(ids(ada.api().get("/api/users")))
                .doesNotContain(banned.id().value(), unconfirmed);
        assertThat(ids(server.people().admin().api().get("/api/users")))
                .contains(banned.id().value(), unconfirmed);
    }

    @Test
    void aChangedProfileIsAnsweredAndTold() {
        JsonNode user =
                ada.api()
                        .put(
                                "/api/users/" + ada.id(),
                                Map.of("bio", "Analyst", "birthdate", "1815-12-10"))
                        .expect(200)
                        .json()
                        .path("user");

        assertThat(user.path("bio").asString()).isEqualTo("Analyst");
        assertThat(user.path("birthdate").asString()).isEqualTo("1815-12-10");
        assertThat(user.path("name").asString()).isEqualTo("Ada");
        assertThat(user.path("email").asString()).isEqualTo(ada.email());
        assertThat(events(ada)).contains("user:update");
    }

    @Test
    void refusedChangesChangeNothing() {
        ada.api()
                .put("/api/users/" + bob.id(), Map.of("name", "x"))
                .expect(403, "Недостаточно прав");
        ada.api().put("/api/users/abc", Map.of("name", "x")).expect(403, "Недостаточно прав");
        bob.api().put("/api/users/" + bob.id(), Map.of()).expect(400, "Нет данных для обновления");
        bob.api()
                .put("/api/users/" + bob.id(), Map.of("name", "", "avatar", ""))
                .expect(400, "Нет данных для обновления");
        bob.api().put("/api/users/" + bob.id(), Map.of("name", 5)).expect(400);
        bob.api().put("/api/users/" + bob.id(), Map.of("name", "x".repeat(101))).expect(400);
        server.people()
                .admin()
                .api()
                .put("/api/users/2147483647", Map.of("bio", "x"))
                .expect(404, "Пользователь не найден");

        assertThat(
                        bob.api()
                                .get("/api/users/" + bob.id())
                                .json()
                                .path("user")
                                .path("name")
                                .asString())
                .isEqualTo("Bob");
    }

    @ParameterizedTest
    @CsvSource({"артём,true", "АРТЕМ,true", "тём ё,true", "100%,true", "100_,false", "артым,false"})
    void searchFoldsCaseAndYoAndTakesWildcardsLiterally(String query, boolean found) {
        Person artyom = server.people().called("Артём Ёлкин 100%");

        assertThat(
                        ids(ada.api().get("/api/users/search/" + encoded(query)))
                                .contains(artyom.id().value()))
                .isEqualTo(found);
    }

    @Test
    void searchWantsTwoLetters() {
        ada.api()
                .get("/api/users/search/" + encoded("Б"))
                .expect(400, "Запрос должен содержать минимум 2 символа");
    }

    @Test
    void presenceIsSeenAsItsOwnerChooses() {
        online(bob);
        assertThat(seesOnline(ada, bob)).isTrue();

        bob.api()
                .put("/api/account/privacy", Map.of("last_seen_visibility", "contacts"))
                .expect(200);
        assertThat(seesOnline(ada, bob)).isFalse();
        bob.api().post("/api/contacts/add", Map.of("userId", ada.id())).expect(200);
        assertThat(seesOnline(ada, bob)).isTrue();

        bob.api().post("/api/blocks/" + ada.id()).expect(200);
        assertThat(seesOnline(ada, bob)).isFalse();

        bob.api().delete("/api/blocks/" + ada.id()).expect(200);
        bob.api().post("/api/contacts/remove", Map.of("userId", ada.id())).expect(200);
        bob.api().put("/api/account/privacy", Map.of("last_seen_visibility", "all")).expect(200);
    }

    @Test
    void privacyKeepsWhatIsNotSent() {
        JsonNode privacy =
                ada.api()
                        .put("/api/account/privacy", Map.of("locale", "en"))
                        .expect(200)
                        .json()
                        .path("privacy");

        assertThat(privacy.path("who_may_add").asString()).isEqualTo("all");
        assertThat(privacy.path("last_seen_visibility").asString()).isEqualTo("all");
        assertThat(privacy.path("locale").asString()).isEqualTo("en");
        ada.api().put("/api/account/privacy", Map.of("who_may_add", "friends")).expect(400);
        ada.api().put("/api/account/privacy", Map.of("locale", "fr")).expect(400);
        assertThat(ada.api().get("/api/account/privacy").json().path("privacy")).isEqualTo(privacy);
    }

    @Test
    void contactsAreOneWay() {
        Person carol = server.people().carol();
        carol.api().post("/api/contacts/add", Map.of("contactId", bob.id().toString())).expect(200);
        carol.api()
                .post("/api/contacts/add", Map.of("userId", 0, "contactId", bob.id()))
                .expect(200);

        JsonNode contacts = carol.api().get("/api/contacts").expect(200).json().path("contacts");
        assertThat(contacts.size()).isEqualTo(1);
        assertThat(contacts.path(0).path("contact_id").asLong()).isEqualTo(bob.id().value());
        assertThat(bob.api().get("/api/contacts").json().path("contacts").size()).isZero();

        carol.api().post("/api/contacts/remove", Map.of("userId", bob.id())).expect(200);
        carol.api().post("/api/contacts/remove", Map.of("userId", bob.id())).expect(200);
        assertThat(carol.api().get("/api/contacts").json().path("contacts").size()).isZero();
        assertThat(events(carol)).containsSubsequence("contact:update", "contact:update");
    }

    @Test
    void impossibleContactsAreRefused() {
        ada.api()
                .post("/api/contacts/add", Map.of("userId", "x"))
                .expect(400, "Некорректный ID контакта");
        ada.api()
                .post("/api/contacts/add", Map.of("userId", ada.id()))
                .expect(400, "Нельзя добавить себя в контакты");
        ada.api()
                .post("/api/contacts/add", Map.of("userId", Long.MAX_VALUE))
                .expect(404, "Пользователь не найден");
    }

    @Test
    void theBlockedCannotAddTheBlocker() {
        Person dan = server.people().newcomer("Dan");
        ada.api().post("/api/blocks/" + dan.id()).expect(200);
        ada.api().post("/api/blocks/" + dan.id()).expect(200);

        assertThat(ada.api().get("/api/blocks").json().path("blocks").size()).isEqualTo(1);
        dan.api().post("/api/contacts/add", Map.of("userId", ada.id())).expect(403);
        dan.api().post("/api/chats", Map.of("participantIds", List.of(ada.id()))).expect(403);

        ada.api().delete("/api/blocks/" + dan.id()).expect(200);
        dan.api().post("/api/contacts/add", Map.of("userId", ada.id())).expect(200);
        ada.api().post("/api/blocks/" + ada.id()).expect(400);
        ada.api().post("/api/blocks/2147483647").expect(404);
    }

    private static boolean seesOnline(Person viewer, Person other) {
        return viewer.api()
                .get("/api/users/" + other.id())
                .expect(200)
                .json()
                .path("user")
                .path("online")
                .asBoolean();
    }

    private static void online(Person person) {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "UPDATE users SET online = true WHERE id = ?",
                                        person.id()));
    }

    private static List<String> events(Person person) {
        return server.database()
                .read(
                        handle ->
                                handle.select(
                                                "SELECT type FROM user_events WHERE user_id = ? ORDER BY seq",
                                                person.id())
                                        .mapTo(String.class)
                                        .list());
    }

    private static List<Long> ids(Answer answer) {
        return answer.expect(200)
                .json()
                .path("users")
                .valueStream()
                .map(user -> user.path("id").asLong())
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
