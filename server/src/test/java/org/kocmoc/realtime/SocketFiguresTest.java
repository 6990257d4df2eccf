package org.kocmoc.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// What people do over the socket is measured there.
class SocketFiguresTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private final Person bob = server.people().bob();

    private static double figure(String name) {
        Matcher found =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
                        .matcher(server.api().get("/metrics").expect(200).text());
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    private static double commands(String command, String outcome) {
        return figure(
                "kocmoc_socket_commands_seconds_count{command=\"%s\",outcome=\"%s\"}"
                        .formatted(command, outcome));
    }

    @Test
    void commandsAreCountedByNameAndOutcome() {
        long chat = ada.chatWith(bob);
        double sent = commands("message:send", "ok");
        double refused = commands("message:send", "refused");
        double unknown = commands("unknown", "refused");
        double pings = commands("ping", "ok");

        try (TestSocket socket = TestSocket.of(server, ada)) {
            socket.command("message:send", Map.of("chat", chat, "text", "hello"));
            socket.refused("message:send", Map.of("chat", chat + 1_000, "text", "hello"));
            socket.refused("made:up:" + chat, Map.of());
            socket.command("ping", Map.of());
        }

        assertThat(commands("message:send", "ok")).isEqualTo(sent + 1);
        assertThat(commands("message:send", "refused")).isEqualTo(refused + 1);
        assertThat(commands("unknown", "refused")).isEqualTo(unknown + 1);
        assertThat(commands("ping", "ok")).isEqualTo(pings + 1);
        assertThat(server.api().get("/metrics").text()).doesNotContain("made:up");
    }

    @Test
    void resumesAreCountedWithWhatTheyRead() {
        long chat = ada.chatWith(bob);
        ada.say(chat, "one");
        TestSocket first = TestSocket.of(server, bob);
        first.close();
        double resumes = figure("kocmoc_resumes_seconds_count");
        double read = figure("kocmoc_resume_entries_sum");
        Map<String, ?> before = position(chat);
        ada.say(chat, "two");
        ada.say(chat, "three");

        TestSocket.of(server, bob, before).close();

        assertThat(figure("kocmoc_resumes_seconds_count")).isEqualTo(resumes + 1);
        assertThat(figure("kocmoc_resume_entries_sum")).isEqualTo(read + 2);
    }

    /// Where Bob is now.
    private Map<String, ?> position(long chat) {
        JsonNode head = bob.api().post("/api/sync", Map.of()).expect(200).json();
        long epoch = head.path("epoch").asLong();
        return Map.of(
                "user",
                Map.of("epoch", epoch, "seq", head.path("user").path("seq").asLong()),
                "chats",
                Map.of(
                        Long.toString(chat),
                        Map.of("epoch", epoch, "seq", seq(head.path("chats"), chat))));
    }

    private static long seq(JsonNode chats, long chat) {
        for (JsonNode each : chats) {
            if (each.path("chat").asLong() == chat) {
                return each.path("seq").asLong();
            }
        }
        throw new AssertionError(chats);
    }

    @Test
    @Timeout(60)
    void endsAreCountedByTheirReason() throws Exception {
        double bad = figure("kocmoc_sockets_ended_total{reason=\"bad_frame\"}");
        double left = figure("kocmoc_sockets_ended_total{reason=\"client\"}");

        try (TestSocket socket = TestSocket.of(server, ada)) {
            socket.text("no frame");
            assertThat(socket.end().code()).isEqualTo(4200);
        }
        TestSocket.of(server, ada).close();

        while (figure("kocmoc_sockets_ended_total{reason=\"bad_frame\"}") < bad + 1
                || figure("kocmoc_sockets_ended_total{reason=\"client\"}") < left + 1) {
            Thread.sleep(20);
        }
        assertThat(figure("kocmoc_sockets_ended_total{reason=\"bad_frame\"}")).isEqualTo(bad + 1);
    }

    @Test
    void administratorsSeeTheMainFigures() {
        try (TestSocket socket = TestSocket.of(server, ada)) {
            socket.command(
                    "message:send", Map.of("chat", ada.chatWith(bob), "text", "hello again"));
            JsonNode node =
                    server.people()
                            .admin()
                            .api()
                            .get("/api/admin/health")
                            .expect(200)
                            .json()
                            .path("health")
                            .path("node");
            assertThat(node.path("sockets_open").asLong()).isPositive();
            assertThat(node.path("resumes").asLong()).isPositive();
            assertThat(node.path("messages_written").asLong()).isPositive();
            assertThat(node.path("slowest_send_millis").isIntegralNumber()).isTrue();
        }
    }
}
