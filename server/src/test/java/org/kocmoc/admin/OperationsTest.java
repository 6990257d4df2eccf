package org.kocmoc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

class OperationsTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static Path flag() {
        return server.folder().resolve("maintenance.flag");
    }

    private static Api operator() {
        return server.api().with("x-admin-token", TestServer.ADMIN_TOKEN);
    }

    private static void switchOn() {
        operator().post("/admin/toggle-maintenance").expect(200);
    }

    @AfterEach
    void switchOff() throws IOException {
        if (Files.isDirectory(flag())) {
            Files.deleteIfExists(flag().resolve("inside"));
            Files.delete(flag());
        }
        if (Files.exists(flag())) {
            operator().post("/admin/toggle-maintenance").expect(200);
        }
    }

    @Test
    void onlyTheOperatorsTokenSwitchesMaintenance() {
        String toggle = "/admin/toggle-maintenance";
        server.api().post(toggle).expect(401, "Unauthorized");
        server.api().with("x-admin-token", "wrong").post(toggle).expect(401, "Unauthorized");
        server.api()
                .post(toggle, Map.of("admin_token", TestServer.ADMIN_TOKEN))
                .expect(401, "Unauthorized");
        server.api()
                .with("Cookie", "admin_token=" + TestServer.ADMIN_TOKEN)
                .post(toggle)
                .expect(401, "Unauthorized");
        assertThat(flag()).doesNotExist();
    }

    @Test
    void switchingAnswersTheStateAndKeepsItInTheFile() {
        Answer on = operator().post("/admin/toggle-maintenance").expect(200);
        assertThat(on.json().path("message").asString()).isEqualTo("maintenance_enabled");
        assertThat(flag()).exists();

        Answer off =
                server.api()
                        .post("/admin/toggle-maintenance?admin_token=" + TestServer.ADMIN_TOKEN)
                        .expect(200);
        assertThat(off.json().path("message").asString()).isEqualTo("maintenance_disabled");
        assertThat(flag()).doesNotExist();
    }

    @Test
    void maintenanceAnswersProgramsInJsonAndPeopleWithAPage() {
        switchOn();

        Answer api = server.api().get("/api/chats").expect(503);
        assertThat(api.error()).isNotEmpty();
        assertThat(api.header("Retry-After")).isNotEmpty();
        Answer page = server.api().get("/").expect(503);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text())
                .contains(
                        "Профилактические работы",
                        "Сервис временно недоступен.",
                        "Попробуйте зайти чуть позже.");
    }

    @Test
    void maintenanceLeavesHealthAndTheSwitchReachable() {
        switchOn();

        server.api().get("/health").expect(200);
        server.api().get("/health/ready").expect(200);
        server.api().get("/metrics").expect(200);
        server.api().get("/admin").expect(200);
        server.api().get("/assets/app-1.js").expect(200);
    }

    @Test
    void aFlagMadeByHandCountsWithinASecond() throws Exception {
        Files.createFile(flag());
        Thread.sleep(1_000);

        server.api().get("/").expect(503);
    }

    @Test
    void aFlagThatCannotBeRemovedIsToldAndChangesNothing() throws IOException {
        Files.createDirectory(flag());
        Files.createFile(flag().resolve("inside"));

        operator()
                .post("/admin/toggle-maintenance")
                .expect(500, "Не удалось снять режим обслуживания");
    }

    @Test
    void healthSaysOk() {
        assertThat(server.api().get("/health").expect(200).text()).isEqualTo("{\"status\":\"ok\"}");
        server.api().get("/health/live").expect(200);
        server.api().get("/health/ready").expect(200);
        server.api().send("HEAD", "/health", BodyPublishers.noBody(), null).expect(200);
    }

    @Test
    void metricsShowJvmPoolRoutesAndQueues() {
        server.api().get("/health").expect(200);
        Person ada = server.people().ada();
        long chat =
                ada.api()
                        .post("/api/chats", Map.of("participantIds", List.of(ada.id())))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        ada.api().post("/api/messages/" + chat, Map.of("text", "counted")).expect(201);

        Answer metrics = server.api().get("/metrics").expect(200);

        assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.text())
                .contains(
                        "jvm_memory_used_bytes",
                        "hikaricp_connections_active",
                        "kocmoc_mail_waiting 0.0",
                        "kocmoc_file_sweeps_stopped 0.0",
                        "kocmoc_backup_age_seconds ",
                        "kocmoc_jobs_failing 0.0",
                        "kocmoc_log_waiting 0.0",
                        "kocmoc_log_batch_messages_sum 1.0",
                        "kocmoc_log_write_seconds_count 1",
                        "kocmoc_http_in_flight")
                .containsPattern("kocmoc_http_requests_seconds_count\\{.*route=\"/health\"");
    }

    @Test
    void metricsAreNotForThoseBehindAProxy() {
        for (String header : new String[] {"X-Forwarded-For", "Forwarded", "X-Real-IP"}) {
            server.api().with(header, "127.0.0.1").get("/metrics").expect(403);
        }
    }
}
