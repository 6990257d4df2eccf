package org.kocmoc.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// How sockets end, and what other people's changes do to them.
class SocketEndTest {
    @RegisterExtension static final TestServer server = new TestServer();

    @Test
    void aServerThatStopsSendsItsClientsAway() {
        Person ada = server.people().newcomer("Ada");
        try (TestSocket socket = TestSocket.of(server, ada)) {
            server.restart();

            assertThat(socket.end()).isEqualTo(new TestSocket.End(4002, "moved 100"));
        }
        try (TestSocket again = TestSocket.of(server, ada)) {
            again.command("ping", Map.of());
        }
    }

    @Test
    void aBanEndsTheSockets() {
        Person ada = server.people().newcomer("Ada");
        try (TestSocket socket = TestSocket.of(server, ada)) {
            server.people()
                    .admin()
                    .api()
                    .put("/api/users/" + ada.id() + "/ban", Map.of())
                    .expect(200);

            assertThat(socket.end().code()).isEqualTo(4403);
        }
    }

    @Test
    void aDeletedAccountEndsTheSockets() {
        Person ada = server.people().newcomer("Ada");
        try (TestSocket socket = TestSocket.of(server, ada)) {
            server.people().admin().api().delete("/api/users/" + ada.id()).expect(200);

            assertThat(socket.end().code()).isBetween(4401, 4404);
        }
    }

    @Test
    void moreSocketsThanAllowedReplaceTheOldest() {
        Person ada = server.people().newcomer("Ada");
        TestSocket oldest = TestSocket.of(server, ada);
        List<TestSocket> others =
                IntStream.range(0, 20).mapToObj(i -> TestSocket.of(server, ada)).toList();

        assertThat(oldest.end().code()).isEqualTo(4202);
        others.forEach(socket -> socket.command("ping", Map.of()));
        others.forEach(TestSocket::close);
    }

    @Test
    void maintenanceEndsTheSocketsOfAllButAdministrators() {
        Person ada = server.people().newcomer("Ada");
        Person admin = server.people().admin();
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket admins = TestSocket.of(server, admin)) {
            toggle();
            try {
                assertThat(adas.end().code()).isEqualTo(4103);
                assertThat(admins.event("server:maintenance").path("data").path("on").asBoolean())
                        .isTrue();
            } finally {
                toggle();
            }
        }
    }

    @Test
    void whoIsNoLongerAnAdministratorHasNoMoreRightsOnTheOpenSocket() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = bob.chatWith(server.people().newcomer("Carol"));
        setAdmin(ada, true);
        try (TestSocket adas = TestSocket.of(server, ada)) {
            adas.command("message:delete", Map.of("message", bob.say(chat, "rude")));

            setAdmin(ada, false);

            // Heard of within a moment.
            JsonNode answer = deletion(adas, bob.say(chat, "decent"));
            for (int i = 0; i < 500 && answer.has("ok"); i++) {
                answer = deletion(adas, bob.say(chat, "decent"));
            }
            assertThat(answer.path("error").path("code").asString()).isEqualTo("message_not_yours");
            toggle();
            try {
                assertThat(adas.end().code()).isEqualTo(4103);
            } finally {
                toggle();
            }
        }
    }

    private static JsonNode deletion(TestSocket socket, long message) {
        return socket.answer(socket.send("message:delete", Map.of("message", message)));
    }

    private static void setAdmin(Person person, boolean admin) {
        server.people()
                .admin()
                .api()
                .put("/api/admin/accounts/" + person.id() + "/role", Map.of("admin", admin))
                .expect(200);
    }

    private static void toggle() {
        server.api()
                .with("x-admin-token", TestServer.ADMIN_TOKEN)
                .post("/admin/toggle-maintenance")
                .expect(200);
    }

    @Test
    void aNewNameReachesThoseWhoShareAChat() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        ada.chatWith(bob);
        try (TestSocket bobs = TestSocket.of(server, bob)) {
            ada.api().put("/api/users/" + ada.id(), Map.of("name", "Augusta")).expect(200);

            assertThat(bobs.event("user:update").path("data").path("user").asLong())
                    .isEqualTo(ada.id().value());
        }
    }

    @Test
    void whoeverHidesIsSeenNoMore() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket bobs = TestSocket.of(server, bob)) {
            bobs.command("presence:watch", Map.of("users", List.of(ada.id())));
            bobs.await(
                    frame -> isUpdate(frame, true) || frame.path("ok").toString().contains("true"));

            ada.api()
                    .put("/api/account/privacy", Map.of("last_seen_visibility", "nobody"))
                    .expect(200);

            bobs.await(frame -> isUpdate(frame, false));
            adas.command("ping", Map.of());
        }
    }

    private static boolean isUpdate(JsonNode frame, boolean online) {
        return frame.path("type").asString("").equals("presence:update")
                && frame.path("data").path("online").asBoolean() == online;
    }

    @Test
    void draftsAreSetOverTheSocketAndHeardByTheOtherDevice() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket laptop = TestSocket.of(server, ada);
                TestSocket phone = TestSocket.of(server, ada)) {
            laptop.command("draft:set", Map.of("chat", chat, "text", "half a thought"));

            assertThat(phone.event("draft:update").path("data").path("chat").asLong())
                    .isEqualTo(chat);
            assertThat(
                            phone.refused("draft:set", Map.of("chat", chat, "text", "another"))
                                    .path("code")
                                    .asString())
                    .isEqualTo("draft_conflict");
        }
    }
}
