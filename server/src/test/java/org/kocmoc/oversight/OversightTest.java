package org.kocmoc.oversight;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class OversightTest {
    private static final TestClock clock = new TestClock();

    @RegisterExtension static final TestServer server = new TestServer().with(clock);

    private final Person admin = server.people().admin();

    private JsonNode accounts(String query) {
        return admin.api().get("/api/admin/accounts" + query).expect(200).json();
    }

    private static List<Long> ids(JsonNode answer) {
        return answer.path("accounts").valueStream().map(one -> one.path("id").asLong()).toList();
    }

    private List<String> actions() {
        return admin.api()
                .get("/api/admin/audit")
                .expect(200)
                .json()
                .path("entries")
                .valueStream()
                .map(
                        entry ->
                                entry.path("action").asString()
                                        + " "
                                        + entry.path("target").asString())
                .toList();
    }

    @Test
    void accountsAreFoundAndPaged() {
        Person anna = server.people().newcomer("Анна Особая");
        Person banned = server.people().newcomer("Банный");
        admin.api().put("/api/users/" + banned.id() + "/ban", Map.of()).expect(200);

        String query = URLEncoder.encode("особ", StandardCharsets.UTF_8);
        assertThat(ids(accounts("?q=" + query))).containsExactly(anna.id().value());
        assertThat(ids(accounts("?q=" + anna.email()))).containsExactly(anna.id().value());
        assertThat(ids(accounts("?q=" + anna.id()))).contains(anna.id().value());
        assertThat(ids(accounts("?filter=banned"))).containsExactly(banned.id().value());
        assertThat(ids(accounts("?filter=admins"))).containsExactly(admin.id().value());
        JsonNode page = accounts("?limit=1");
        assertThat(ids(page)).hasSize(1);
        assertThat(ids(accounts("?limit=1&before=" + page.path("next").asLong())))
                .doesNotContainAnyElementsOf(ids(page));
        JsonNode one =
                admin.api()
                        .get("/api/admin/accounts/" + anna.id())
                        .expect(200)
                        .json()
                        .path("account");
        assertThat(one.path("sessions").asInt()).isEqualTo(1);
        assertThat(one.path("email_confirmed").asBoolean()).isTrue();
        admin.api().get("/api/admin/accounts?filter=nonsense").expect(400);
        admin.api().get("/api/admin/accounts/99999999").expect(404);
        assertThat(ids(accounts("?q=%25"))).isEmpty();
    }

    @Test
    void onlyAdministratorsGetHere() {
        Person ada = server.people().ada();
        for (String path :
                List.of(
                        "/api/admin/accounts",
                        "/api/admin/accounts/" + ada.id(),
                        "/api/admin/accounts/" + ada.id() + "/sessions",
                        "/api/admin/statistics/daily",
                        "/api/admin/health")) {
            ada.api().get(path).expect(403);
            server.api().get(path).expect(401);
        }
        ada.api()
                .put("/api/admin/accounts/" + ada.id() + "/role", Map.of("admin", true))
                .expect(403);
        ada.api().delete("/api/admin/accounts/" + admin.id() + "/sessions").expect(403);
    }

    @Test
    void rightsAreGivenAndTakenAtOnce() {
        Person eve = server.people().newcomer("Eve");
        eve.api().get("/api/admin/health").expect(403);
        String role = "/api/admin/accounts/" + eve.id() + "/role";
        JsonNode account =
                admin.api().put(role, Map.of("admin", true)).expect(200).json().path("account");
        assertThat(account.path("is_admin").asBoolean()).isTrue();
        eve.api().get("/api/admin/health").expect(200);
        admin.api().put(role, Map.of("admin", false)).expect(200);
        eve.api().get("/api/admin/health").expect(403);

        admin.api()
                .put("/api/admin/accounts/" + admin.id() + "/role", Map.of("admin", false))
                .expect(400);
        admin.api().put(role, Map.of()).expect(400);
        admin.api().put("/api/admin/accounts/99999999/role", Map.of("admin", true)).expect(404);
        assertThat(actions()).contains("user.promote " + eve.id(), "user.demote " + eve.id());
    }

    @Test
    void sessionsAreSeenAndEnded() {
        Person fay = server.people().newcomer("Fay");
        String path = "/api/admin/accounts/" + fay.id() + "/sessions";
        JsonNode sessions = admin.api().get(path).expect(200).json().path("sessions");
        assertThat(sessions.size()).isEqualTo(1);
        assertThat(sessions.toString()).doesNotContain(fay.token());
        admin.api().delete(path).expect(200);

        fay.api().get("/api/chats").expect(401);
        assertThat(admin.api().get(path).json().path("sessions").size()).isZero();
        assertThat(actions()).contains("user.sessions " + fay.id(), "user.sign_out " + fay.id());
    }

    @Test
    void everyDayHasItsFigures() {
        Person gil = server.people().newcomer("Gil");
        long chat =
                gil.api()
                        .post("/api/chats/saved")
                        .expect(200)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        for (int i = 0; i < 3; i++) {
            gil.api().post("/api/messages/" + chat, Map.of("text", "text")).expect(201);
        }
        Days days = new Days(server.database(), clock);
        days.gather();
        long before = days.last(1).getFirst().messages();
        clock.advance(Duration.ofMinutes(5));
        days.gather();
        days.gather();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);

        long sent = days.last(2).stream().mapToLong(Day::messages).sum();
        assertThat(sent).isGreaterThanOrEqualTo(before + 3);
        assertThat(sent)
                .isEqualTo(
                        server.database()
                                .read(
                                        handle ->
                                                handle.createQuery("SELECT count(*) FROM messages")
                                                        .mapTo(Long.class)
                                                        .one()));
        JsonNode answer =
                admin.api()
                        .get("/api/admin/statistics/daily?days=7")
                        .expect(200)
                        .json()
                        .path("days");
        assertThat(answer.size()).isEqualTo(7);
        JsonNode last = answer.path(6);
        assertThat(last.path("day").asString()).isEqualTo(today.toString());
        assertThat(last.path("database_bytes").asLong()).isPositive();
        assertThat(answer.valueStream().mapToInt(day -> day.path("registrations").asInt()).sum())
                .isPositive();
        assertThat(
                        admin.api()
                                .get("/api/admin/statistics/daily?days=100000")
                                .json()
                                .path("days")
                                .size())
                .isEqualTo(366);
    }

    @Test
    void healthIsInNumbers() {
        JsonNode health = admin.api().get("/api/admin/health").expect(200).json().path("health");
        assertThat(health.path("disk_free_bytes").asLong()).isPositive();
        assertThat(health.path("database").path("size_bytes").asLong()).isPositive();
        assertThat(health.path("database").path("jobs_failing").asInt()).isZero();
    }
}
