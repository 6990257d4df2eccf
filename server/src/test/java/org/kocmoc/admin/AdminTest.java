package org.kocmoc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class AdminTest {
    private static final List<String> PANEL_LISTS =
            List.of(
                    "/api/admin/statistics",
                    "/api/admin/users",
                    "/api/admin/messages",
                    "/api/admin/devices",
                    "/api/admin/reports",
                    "/api/admin/audit",
                    "/api/users/admin/stats",
                    "/api/users/admin/devices");

    @RegisterExtension static final TestServer server = new TestServer();

    private static Api admin() {
        return server.people().admin().api();
    }

    private static List<String> actions() {
        List<String> actions = new ArrayList<>();
        admin().get("/api/admin/audit?limit=100")
                .expect(200)
                .json()
                .path("entries")
                .forEach(
                        entry ->
                                actions.add(
                                        entry.path("action").asString()
                                                + " "
                                                + entry.path("target").asString("")));
        return actions;
    }

    @Test
    void nobodyElseSeesOrDoesAnything() {
        Person ada = server.people().ada();
        for (String path : PANEL_LISTS) {
            ada.api().get(path).expect(403, "Требуются права администратора");
            server.api().get(path).expect(401);
        }
        ada.api().put("/api/users/1/ban", Map.of()).expect(403);
        ada.api().delete("/api/users/1").expect(403);
        ada.api().delete("/api/admin/messages/1").expect(403);
    }

    @Test
    void thePanelGetsTheShapesItReads() {
        Person ada = server.people().ada();
        long message = ada.say(ada.chatWith(server.people().bob()), "для панели");

        JsonNode statistics = admin().get("/api/admin/statistics").expect(200).json();
        assertThat(statistics.propertyNames())
                .containsExactlyInAnyOrder(
                        "totalUsers", "totalChats", "totalMessages", "totalDevices");
        assertThat(statistics.path("totalUsers").asInt()).isGreaterThanOrEqualTo(3);
        JsonNode users = admin().get("/api/admin/users").expect(200).json().path("users");
        assertThat(users.get(0).propertyNames())
                .containsExactlyInAnyOrder("id", "name", "email", "avatar", "online");
        JsonNode newest =
                admin().get("/api/admin/messages").expect(200).json().path("messages").get(0);
        assertThat(newest.path("id").asLong()).isEqualTo(message);
        assertThat(newest.path("text").asString()).isEqualTo("для панели");
        assertThat(newest.propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "sender_name", "created_at", "text", "file_url", "file_name");
        assertThat(actions()).contains("messages.read latest");
    }

    @Test
    void devicesAreListedResetAndForgotten() {
        String device = "device-of-the-admin-test";
        for (int i = 0; i < 3; i++) {
            server.api()
                    .post(
                            "/api/auth/register",
                            Map.of(
                                    "name",
                                    "Dev",
                                    "email",
                                    "dev" + i + "@kocmoc.test",
                                    "password",
                                    "secret-word",
                                    "deviceId",
                                    device))
                    .expect(201);
        }
        JsonNode listed =
                admin().get("/api/admin/devices").expect(200).json().path("devices").get(0);
        assertThat(listed.path("deviceId").asString()).isEqualTo(device);
        assertThat(listed.path("accountsCount").asInt()).isEqualTo(3);
        assertThat(listed.path("createdAt").asString()).endsWith("Z");

        admin().put("/api/users/admin/devices/" + device + "/reset", Map.of()).expect(200);
        assertThat(
                        admin().get("/api/users/admin/devices")
                                .json()
                                .path("devices")
                                .get(0)
                                .path("account_count")
                                .asInt())
                .isZero();
        admin().delete("/api/admin/devices/" + device).expect(200);
        admin().delete("/api/admin/devices/" + device).expect(404, "Устройство не найдено");
    }

    @Test
    void aBannedPersonIsOutUntilUnbannedAndOldTokensStayOut() {
        Person dora = server.people().newcomer("Dora");
        String ban = "/api/users/" + dora.id() + "/ban";
        admin().put(ban, Map.of()).expect(200);
        admin().put(ban, Map.of()).expect(200);
        assertThat(dora.api().get("/api/chats").status()).isIn(401, 403);

        admin().put("/api/users/" + dora.id() + "/unban", Map.of()).expect(200);
        dora.api().get("/api/chats").expect(401);
        server.api()
                .post("/api/auth/login", Map.of("email", dora.email(), "password", dora.password()))
                .expect(200);
        assertThat(actions()).contains("user.ban " + dora.id(), "user.unban " + dora.id());
    }

    @Test
    void refusalsComeInTheirOrderAndLeaveNoTrace() {
        Person admin = server.people().admin();
        admin.api()
                .put("/api/users/" + admin.id() + "/ban", Map.of())
                .expect(400, "Нельзя заблокировать себя");
        admin.api().delete("/api/users/" + admin.id()).expect(400, "Нельзя удалить себя");
        for (String id : List.of("2147483647", "abc", "0", "-1", "99999999999999999999")) {
            admin.api()
                    .put("/api/users/" + id + "/ban", Map.of())
                    .expect(404, "Пользователь не найден");
            admin.api()
                    .put("/api/users/" + id + "/unban", Map.of())
                    .expect(404, "Пользователь не найден");
            admin.api().delete("/api/users/" + id).expect(404, "Пользователь не найден");
            admin.api().delete("/api/admin/users/" + id).expect(404, "Пользователь не найден");
        }
        assertThat(actions()).noneMatch(action -> action.endsWith("2147483647"));
    }

    @Test
    void aDeletedPersonsMessagesStayWithoutAuthor() {
        Person erin = server.people().newcomer("Erin");
        Person bob = server.people().bob();
        long message = erin.say(erin.chatWith(bob), "последние слова");

        admin().delete("/api/admin/users/" + erin.id()).expect(200);

        bob.api().get("/api/users/" + erin.id()).expect(404);
        JsonNode kept = admin().get("/api/admin/messages").json().path("messages").get(0);
        assertThat(kept.path("id").asLong()).isEqualTo(message);
        assertThat(kept.path("text").asString()).isEqualTo("последние слова");
    }

    @Test
    void aMessageIsDeletedForEverybody() {
        long message =
                server.people()
                        .ada()
                        .say(server.people().ada().chatWith(server.people().bob()), "убрать");

        admin().delete("/api/admin/messages/" + message).expect(200);

        assertThat(admin().get("/api/admin/messages").text()).doesNotContain("убрать");
        admin().delete("/api/admin/messages/2147483647").expect(404);
        assertThat(actions()).contains("message.delete " + message);
    }
}
