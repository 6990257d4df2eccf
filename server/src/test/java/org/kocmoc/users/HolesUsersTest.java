package org.kocmoc.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

class HolesUsersTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();

    @Test
    void nobodyLearnsAnothersEmailBirthdateOrBan() {
        bob.api().put("/api/users/" + bob.id(), Map.of("birthdate", "1791-12-26")).expect(200);
        bob.api().post("/api/contacts/add", Map.of("userId", ada.id())).expect(200);
        ada.api().post("/api/contacts/add", Map.of("userId", bob.id())).expect(200);
        long chat =
                ada.api()
                        .post("/api/chats", Map.of("participantIds", List.of(bob.id())))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();

        for (String path :
                List.of(
                        "/api/users",
                        "/api/users?limit=100",
                        "/api/users/" + bob.id(),
                        "/api/users/search/Bob",
                        "/api/contacts",
                        "/api/chats/" + chat,
                        "/api/chats")) {
            String answer = ada.api().get(path).expect(200).text();
            assertThat(answer)
                    .contains("\"Bob\"")
                    .doesNotContain(bob.email(), "1791-12-26", "\"email\"", "\"banned\"");
        }
    }

    @Test
    void administratorsAndOneselfStillSeeTheEmail() {
        assertThat(bob.api().get("/api/users/" + bob.id()).expect(200).text())
                .contains(bob.email());
        assertThat(server.people().admin().api().get("/api/users/" + bob.id()).text())
                .contains(bob.email());
        assertThat(server.people().admin().api().get("/api/users").text()).contains(bob.email());
    }

    @Test
    void aPartOfAnEmailFindsNobodyAndTheWholeOneItsOwner() {
        assertThat(found(bob.email().substring(0, 8))).isZero();
        assertThat(found("kocmoc.test")).isZero();
        assertThat(found(bob.email())).isEqualTo(1);
        assertThat(found(bob.email().toUpperCase(Locale.ROOT))).isEqualTo(1);
    }

    private int found(String query) {
        return ada.api().get("/api/users/search/" + query).expect(200).json().path("users").size();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)//\"x",
                "data:image/svg+xml,<svg onload=alert(1)>",
                "https://example.test/\" onerror=\"alert(1)",
                "//example.test/a.png",
                "/api/files/../../etc/passwd"
            })
    void avatarsAreWebAddressesOrOwnFiles(String avatar) {
        ada.api().put("/api/users/" + ada.id(), Map.of("avatar", avatar)).expect(400);
        ada.api().put("/api/users/" + ada.id(), Map.of("avatar", "/api/files/AbCdEf")).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "1.5",
                "0",
                "-1",
                "2147483648",
                "9223372036854775808",
                "%F0%9F%98%80"
            })
    void impossibleIdsAreUnknownPeople(String id) {
        ada.api().get("/api/users/" + id).expect(404, "Пользователь не найден");
        ada.api().post("/api/blocks/" + id).expect(404, "Пользователь не найден");
    }

    @Test
    void nulIsRefused() {
        ada.api().get("/api/users/search/ab%00cd").expect(400);
        ada.api().get("/api/users/a%00").expect(400);
        ada.api().put("/api/users/" + ada.id(), Map.of("bio", "a\0b")).expect(400);
    }

    @Test
    void rightsCannotBeWritten() {
        ada.api()
                .put(
                        "/api/users/" + ada.id(),
                        Map.of("bio", "x", "is_admin", true, "email", "evil@kocmoc.test"))
                .expect(200);

        assertThat(
                        ada.api()
                                .get("/api/users/" + ada.id())
                                .json()
                                .path("user")
                                .path("is_admin")
                                .asBoolean())
                .isFalse();
        assertThat(ada.api().get("/api/users/" + ada.id()).text()).contains(ada.email());
    }
}
