package org.kocmoc.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.limits.Rate;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class AdmissionTest {
    @RegisterExtension
    static final TestServer server =
            new TestServer().with("REGISTRATION", "invite").with("RATE_LIMITS", "on");

    private static Answer register(String email, String... invite) {
        Map<String, String> body =
                new HashMap<>(Map.of("name", "Ada", "email", email, "password", "secret-ada"));
        if (invite.length > 0) {
            body.put("invite", invite[0]);
        }
        return server.api().post("/api/auth/register", body);
    }

    @Test
    void anInvitationAdmitsAsManyAsItSays() {
        Api admin = server.people().admin().api();
        JsonNode made =
                admin.post("/api/admin/invites", Map.of("maxUses", 2, "expiresInDays", 1))
                        .expect(201)
                        .json();
        String code = made.path("code").asString();
        register("i0@kocmoc.test").expect(403, "Для регистрации нужно приглашение");
        register("i0@kocmoc.test", "made up").expect(403);
        register("i1@kocmoc.test", code).expect(201);
        register("i2@kocmoc.test", code).expect(201);

        register("i3@kocmoc.test", code).expect(403);
        assertThat(server.mails().count("i3@kocmoc.test")).isZero();
        assertThat(admin.get("/api/admin/invites").expect(200).text()).doesNotContain(code);
        admin.delete("/api/admin/invites/" + made.path("invite").path("id")).expect(200);
        admin.post("/api/admin/invites", Map.of("maxUses", 0)).expect(400);
    }

    /// A class behind one address registers within minutes.
    @Test
    void whoeverIsInvitedIsBoundedByTheInvitationAndNotByTheAddress() {
        int pupils = Rate.REGISTER_PER_ADDRESS.burst() + 2;
        String code =
                server.people()
                        .admin()
                        .api()
                        .post("/api/admin/invites", Map.of("maxUses", pupils))
                        .expect(201)
                        .json()
                        .path("code")
                        .asString();

        for (int i = 0; i < pupils; i++) {
            register("pupil" + i + "@kocmoc.test", code).expect(201);
        }
        register("pupil" + pupils + "@kocmoc.test", code).expect(403);
    }

    @Test
    void guessingOnePasswordIsSlowedDown() {
        Map<String, String> body = Map.of("email", "guess@kocmoc.test", "password", "guess1");
        for (int i = 0; i < 10; i++) {
            server.api().post("/api/auth/login", body).expect(401);
        }

        Answer refused = server.api().post("/api/auth/login", body).expect(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        assertThat(refused.error()).isEqualTo("Слишком много запросов. Попробуйте позже.");
    }

    @Test
    void aMailboxIsNotFlooded() {
        Map<String, String> body = Map.of("email", "flooded@kocmoc.test");
        for (int i = 0; i < 5; i++) {
            server.api().post("/api/auth/resend-code", body).expect(200);
        }

        server.api().post("/api/auth/resend-code", body).expect(429);
    }

    @Test
    void anAdministratorWithAPublishedPasswordCanOnlyChangeIt() {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO users (name, email, email_key, password, is_admin,
                                            email_confirmed_at, must_change_password)
                                        VALUES ('Admin', 'published@kocmoc.test', 'published@kocmoc.test',
                                            '$2b$10$abcdefghijklmnopqrstuu4Lz2BVxMlstk2ss7lvwXN4r5V0mAeyS',
                                            true, now(), true)
                                        """));
        Api admin =
                server.api()
                        .as(
                                server.api()
                                        .post(
                                                "/api/auth/login",
                                                Map.of(
                                                        "email",
                                                        "published@kocmoc.test",
                                                        "password",
                                                        "secret-alice"))
                                        .expect(200)
                                        .json()
                                        .path("token")
                                        .asString());
        assertThat(
                        admin.get("/api/admin/invites")
                                .expect(403, "Сначала смените пароль")
                                .json()
                                .path("code")
                                .asString())
                .isEqualTo("password_change_required");
        admin.get("/api/auth/verify").expect(200);
        Map<String, String> same =
                Map.of("currentPassword", "secret-alice", "newPassword", "secret-alice");
        admin.put("/api/account/password", same).expect(400);
        String fresh =
                admin.put(
                                "/api/account/password",
                                Map.of(
                                        "currentPassword",
                                        "secret-alice",
                                        "newPassword",
                                        "not published"))
                        .expect(200)
                        .json()
                        .path("token")
                        .asString();

        server.api().as(fresh).get("/api/admin/invites").expect(200);
    }

    @Test
    void underMaintenanceOnlyAdministratorsSignIn() throws IOException, InterruptedException {
        Person admin = server.people().admin();
        String code =
                admin.api()
                        .post("/api/admin/invites", Map.of())
                        .expect(201)
                        .json()
                        .path("code")
                        .asString();
        register("maintained@kocmoc.test", code).expect(201);
        server.api()
                .post(
                        "/api/auth/verify-email",
                        Map.of(
                                "email",
                                "maintained@kocmoc.test",
                                "code",
                                server.mails().code("maintained@kocmoc.test")))
                .expect(200);
        Path flag = server.folder().resolve("maintenance.flag");
        Files.createFile(flag);
        try {
            Map<String, String> login =
                    Map.of("email", "maintained@kocmoc.test", "password", "secret-ada");
            while (server.api().get("/api/auth/accounts/x").status() != 503) {
                Thread.sleep(20);
            }
            server.api().post("/api/auth/login", login).expect(503);
            server.people().admin();
        } finally {
            Files.delete(flag);
            while (server.api().get("/api/auth/accounts/x").status() == 503) {
                Thread.sleep(20);
            }
        }
    }

    @Test
    void anAdministratorWhoWasTakenOverGetsTheConfiguredPassword() {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        UPDATE users SET must_change_password = true,
                                            password = '$2b$10$abcdefghijklmnopqrstuu4Lz2BVxMlstk2ss7lvwXN4r5V0mAeyS'
                                        WHERE email = 'admin@kocmoc.test'
                                        """));
        server.restart();

        server.people().admin().api().get("/api/admin/invites").expect(200);
    }

    @Test
    void theAdministratorIsMadeOnce() {
        server.restart();

        assertThat(
                        server.database()
                                .<Integer, RuntimeException>read(
                                        handle ->
                                                handle.createQuery(
                                                                "SELECT count(*) FROM users WHERE email = 'admin@kocmoc.test'")
                                                        .mapTo(Integer.class)
                                                        .one()))
                .isEqualTo(1);
        server.people().admin();
    }
}
