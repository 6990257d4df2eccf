package org.kocmoc.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.limits.Size;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class ReportsTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();
    private final Person carol = server.people().carol();
    private final Api admin = server.people().admin().api();
    private long chat;

    @BeforeEach
    void group() {
        server.database().execute(handle -> handle.execute("DELETE FROM reports"));
        chat =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of("type", "group", "participantIds", List.of(bob.id())))
                        .expect(201)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
    }

    @Test
    void administratorsReadWhatWasReportedByWhom() {
        long message = bob.say(chat, "грубость");
        reportMessage(ada, message, "  Грубит  ").expect(201);

        JsonNode report = open().path(0);
        assertThat(report.path("about").asString()).isEqualTo("message");
        assertThat(report.path("reporter_id").asLong()).isEqualTo(ada.id().value());
        assertThat(report.path("reporter_name").asString()).isEqualTo(ada.name());
        assertThat(report.path("message_id").asLong()).isEqualTo(message);
        assertThat(report.path("user_id").asLong()).isEqualTo(bob.id().value());
        assertThat(report.path("user_name").asString()).isEqualTo(bob.name());
        assertThat(report.path("reason").asString()).isEqualTo("Грубит");
        assertThat(report.path("message").path("text").asString()).isEqualTo("грубость");
        assertThat(report.path("message").path("chat_id").asLong()).isEqualTo(chat);
        assertThat(report.path("message").path("deleted").asBoolean()).isFalse();
    }

    @Test
    void whatItsSenderTookBackIsGoneForAdministratorsToo() {
        long message = bob.say(chat, "сгоряча");
        reportMessage(ada, message, "Грубит").expect(201);
        bob.api().delete("/api/messages/" + message).expect(200);

        JsonNode report = open().path(0);
        assertThat(report.path("message").path("deleted").asBoolean()).isTrue();
        assertThat(report.path("message").path("text").isNull()).isTrue();
    }

    @Test
    void aPersonIsReportedOnceWhileTheReportIsOpen() {
        reportUser(ada, bob.id().value(), "Спам").expect(201);
        reportUser(ada, bob.id().value(), "Спам, ещё раз").expect(200);
        reportUser(carol, bob.id().value(), "Мне тоже").expect(201);

        JsonNode open = open();
        assertThat(open.size()).isEqualTo(2);
        assertThat(open.path(1).path("reason").asString()).isEqualTo("Спам");
        assertThat(open.path(1).path("message").isNull()).isTrue();

        resolve(open.path(1)).expect(200);
        reportUser(ada, bob.id().value(), "Снова").expect(201);
        assertThat(open().size()).isEqualTo(2);
    }

    @Test
    void aMessageIsReportedOnceByEachWhoSeesIt() {
        long message = bob.say(chat, "текст");
        reportMessage(ada, message, "Спам").expect(201);
        reportMessage(ada, message, "Спам").expect(200);
        reportMessage(ada, bob.say(chat, "другой"), "Спам").expect(201);
        reportUser(ada, bob.id().value(), "Спам").expect(201);

        assertThat(open().size()).isEqualTo(3);
    }

    @Test
    void onlyWhatOneCanSeeIsReported() {
        long before = bob.say(chat, "до Кэрол");
        reportMessage(carol, before, "Спам").expect(404, "Сообщение не найдено");
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(carol.id())))
                .expect(200);
        reportMessage(carol, before, "Спам").expect(404, "Сообщение не найдено");
        long after = bob.say(chat, "при Кэрол");
        reportMessage(carol, after, "Спам").expect(201);

        long deleted = bob.say(chat, "ошибка");
        bob.api().delete("/api/messages/" + deleted).expect(200);
        reportMessage(carol, deleted, "Спам").expect(404);
        carol.api().delete("/api/chats/" + chat).expect(200);
        reportMessage(carol, bob.say(chat, "без Кэрол"), "Спам").expect(404);
        for (long id : new long[] {0, -1, Long.MAX_VALUE}) {
            reportMessage(ada, id, "Спам").expect(404);
            reportUser(ada, id, "Спам").expect(404, "Пользователь не найден");
        }
        assertThat(open().size()).isEqualTo(1);
    }

    @Test
    void malformedReportsChangeNothing() {
        long message = ada.say(chat, "своё");
        reportMessage(ada, message, "Спам").expect(400, "Нельзя пожаловаться на себя");
        reportUser(ada, ada.id().value(), "Спам").expect(400, "Нельзя пожаловаться на себя");
        ada.api().post("/api/reports", Map.of("reason", "Спам")).expect(400);
        ada.api()
                .post(
                        "/api/reports",
                        Map.of("reason", "Спам", "userId", bob.id(), "messageId", message))
                .expect(400);
        for (Object reason : List.of("", "  ", 5, "x".repeat(2_001), "a\u0000b", "\ud800")) {
            ada.api()
                    .post("/api/reports", Map.of("userId", bob.id(), "reason", reason))
                    .expect(400, "Опишите причину жалобы, не длиннее 2000 знаков");
        }
        for (Object id : List.of("abc", 1.5, List.of(1), Map.of("id", 1), true)) {
            ada.api()
                    .post("/api/reports", Map.of("userId", id, "reason", "Спам"))
                    .expect(400, "Укажите сообщение или пользователя");
        }
        server.api().post("/api/reports", Map.of()).expect(401);
        assertThat(open().size()).isZero();
        assertThat(ReportsError.REPORT_REASON_INVALID.text())
                .contains(Integer.toString(Size.REPORT_CHARS.value()));
    }

    @Test
    void reportsOutliveWhatTheyName() {
        Person dora = server.people().newcomer("Dora");
        Person emil = server.people().newcomer("Emil");
        reportUser(dora, emil.id().value(), "Спам").expect(201);
        admin.delete("/api/admin/users/" + emil.id()).expect(200);
        admin.delete("/api/admin/users/" + dora.id()).expect(200);

        JsonNode report = open().path(0);
        assertThat(report.path("reason").asString()).isEqualTo("Спам");
        assertThat(report.path("reporter_id").isNull()).isTrue();
        assertThat(report.path("user_id").isNull()).isTrue();
    }

    /// Losing their messages must not make two reports of one person about one sender collide.
    @Test
    void chatsWithReportedMessagesCanGo() {
        reportMessage(ada, bob.say(chat, "раз"), "Спам").expect(201);
        reportMessage(ada, bob.say(chat, "два"), "Спам").expect(201);
        reportUser(ada, bob.id().value(), "Спам").expect(201);
        server.database().execute(handle -> handle.execute("DELETE FROM chats WHERE id = ?", chat));

        JsonNode open = open();
        assertThat(open.size()).isEqualTo(3);
        assertThat(open.path(1).path("message_id").isNull()).isTrue();
        assertThat(open.path(1).path("about").asString()).isEqualTo("message");
    }

    @Test
    void reportsAreListedNewestFirstAndClosedOnce() {
        reportUser(ada, bob.id().value(), "грубит").expect(201);
        reportUser(ada, carol.id().value(), "спам").expect(201);

        JsonNode open = open();
        assertThat(open.path(0).path("reason").asString()).isEqualTo("спам");
        JsonNode first = open.path(1);
        JsonNode older =
                admin.get("/api/admin/reports?limit=1&before=" + open.path(0).path("id"))
                        .json()
                        .path("reports");
        assertThat(older.path(0).path("id")).isEqualTo(first.path("id"));

        resolve(first).expect(200);
        resolve(first).expect(200);
        JsonNode closed = admin.get("/api/admin/reports?resolved=true").json().path("reports");
        assertThat(closed.path(0).path("id")).isEqualTo(first.path("id"));
        assertThat(closed.path(0).path("resolved_by").asLong())
                .isEqualTo(server.people().admin().id().value());
        admin.post("/api/admin/reports/999999/resolve").expect(404, "Жалоба не найдена");
        admin.post("/api/admin/reports/abc/resolve").expect(404, "Жалоба не найдена");
    }

    @Test
    void readingPeoplesMessagesIsWrittenDown() {
        open();

        JsonNode entry = admin.get("/api/admin/audit?limit=1").json().path("entries").path(0);
        assertThat(entry.path("action").asString()).isEqualTo("reports.read");
    }

    private static Answer reportMessage(Person reporter, long message, String reason) {
        return report(reporter, "messageId", message, reason);
    }

    private static Answer reportUser(Person reporter, long user, String reason) {
        return report(reporter, "userId", user, reason);
    }

    private static Answer report(Person reporter, String field, long id, String reason) {
        Map<String, Object> body = new HashMap<>();
        body.put(field, id);
        body.put("reason", reason);
        return reporter.api().post("/api/reports", body);
    }

    private Answer resolve(JsonNode report) {
        return admin.post("/api/admin/reports/" + report.path("id") + "/resolve");
    }

    private JsonNode open() {
        return admin.get("/api/admin/reports").expect(200).json().path("reports");
    }
}
