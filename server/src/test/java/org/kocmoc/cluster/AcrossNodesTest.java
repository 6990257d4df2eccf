package org.kocmoc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.testkit.Nodes.await;
import static org.kocmoc.testkit.Nodes.figure;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Nodes;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// What happens on one server is seen on another, at once.
class AcrossNodesTest {
    @RegisterExtension static final Nodes nodes = new Nodes(3);

    private static final TestServer A = nodes.node(0);
    private static final TestServer B = nodes.node(1);

    private static Person newcomer(String name) {
        return A.people().newcomer(name);
    }

    private static Api at(TestServer server, Person person) {
        return server.api().as(person.token());
    }

    private static JsonNode send(TestSocket socket, long chat, String text) {
        return socket.command("message:send", Map.of("chat", chat, "text", text)).path("message");
    }

    @Test
    void everyKindOfChangeOfAChatIsHeardInOrder() {
        Person ada = newcomer("Ada");
        Person bob = newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(A, ada);
                TestSocket bobs = TestSocket.of(B, bob)) {
            JsonNode sent = send(adas, chat, "one");
            long id = sent.path("id").asLong();
            adas.command("message:edit", Map.of("message", id, "text", "two"));
            bobs.command("message:react", Map.of("message", id, "reaction", "👍"));
            at(B, bob).post("/api/messages/" + chat, Map.of("text", "by HTTP")).expect(201);
            adas.command("message:delete", Map.of("message", id));
            long first = sent.path("seq").asLong();

            adas.entry(chat, first + 4);
            bobs.entry(chat, first + 4);

            List<Long> all = LongStream.rangeClosed(first, first + 4).boxed().toList();
            assertThat(bobs.seqs(chat)).containsExactlyElementsOf(all);
            assertThat(adas.seqs(chat)).containsExactlyElementsOf(all);
        }
    }

    @Test
    void aChatBegunOnOneNodeIsHeardOfAndFollowedOnAnother() {
        Person ada = newcomer("Ada");
        Person bob = newcomer("Bob");
        try (TestSocket adas = TestSocket.of(A, ada);
                TestSocket bobs = TestSocket.of(B, bob)) {
            long chat = ada.chatWith(bob);
            bobs.event("chat:new");

            JsonNode sent = send(adas, chat, "first");

            bobs.entry(chat, sent.path("seq").asLong());
        }
    }

    @Test
    void marksDraftsTypingAndPresenceTravel() {
        Person ada = newcomer("Ada");
        Person bob = newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(A, ada);
                TestSocket bobs = TestSocket.of(B, bob);
                TestSocket adasPhone = TestSocket.of(B, ada)) {
            long seq = send(adas, chat, "read me").path("seq").asLong();
            bobs.entry(chat, seq);

            bobs.command("chat:read", Map.of("chat", chat, "seq", seq));
            JsonNode read = adas.event("chat:read");
            assertThat(read.path("data").path("seq").asLong()).isEqualTo(seq);

            adas.command("draft:set", Map.of("chat", chat, "text", "half a sen"));
            adasPhone.event("draft:update");

            bobs.command("typing:start", Map.of("chat", chat));
            adas.event("typing:start");
        }
    }

    @Test
    void whoComesOnOneNodeIsSeenOnAnother() {
        Person ada = newcomer("Ada");
        Person eve = newcomer("Eve");
        ada.chatWith(eve);
        try (TestSocket adas = TestSocket.of(A, ada)) {
            adas.command("presence:watch", Map.of("users", List.of(eve.id())));
            TestSocket eves = TestSocket.of(B, eve);
            adas.await(frame -> isPresence(frame, true));
            eves.cut();
            // After the time that somebody who reloads a page is given.
            adas.await(frame -> isPresence(frame, false));
        }
    }

    private static boolean isPresence(JsonNode frame, boolean online) {
        return frame.path("type").asString("").equals("presence:update")
                && frame.path("data").path("online").asBoolean() == online;
    }

    @Test
    void aSessionThatEndsOnOneNodeEndsOnAll() {
        Person ada = newcomer("Ada");
        at(B, ada).get("/api/chats").expect(200);
        try (TestSocket adas = TestSocket.of(B, ada)) {
            A.people()
                    .admin()
                    .api()
                    .delete("/api/admin/accounts/" + ada.id() + "/sessions", Map.of())
                    .expect(200);

            adas.event("session:revoked");
            assertThat(adas.end().code()).isEqualTo(4401);
            await("refused by HTTP too", () -> at(B, ada).get("/api/chats").status() == 401);
        }
    }

    @Test
    void whoIsBannedOnOneNodeIsOutOnAll() {
        Person ada = newcomer("Ada");
        Person admin = A.people().admin();
        try (TestSocket adas = TestSocket.of(B, ada)) {
            admin.api().put("/api/users/" + ada.id() + "/ban", Map.of()).expect(200);

            assertThat(adas.end().code()).isEqualTo(4403);
        }
    }

    @Test
    void whoDeletesTheAccountOnOneNodeIsGoneOnAll() {
        Person ada = newcomer("Ada");
        Person bob = newcomer("Bob");
        ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(B, ada);
                TestSocket bobs = TestSocket.of(B, bob)) {
            ada.api().delete("/api/account", Map.of("password", ada.password())).expect(200);

            assertThat(adas.end().code()).isIn(4401, 4404);
            assertThat(bobs.frames()).isNotEmpty();
        }
    }

    @Test
    void nodesDoNotHearWhatConcernsNoneOfTheirUsers() {
        Person ada = newcomer("Ada");
        Person bob = newcomer("Bob");
        Person eve = newcomer("Eve");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(A, ada);
                TestSocket bobs = TestSocket.of(A, bob);
                TestSocket eves = TestSocket.of(B, eve)) {
            assertThat(eves.frames()).isNotEmpty();
            double sentBefore = figure(A, "kocmoc_bus_sent_total");
            double heardByB = figure(B, "kocmoc_bus_received_total");
            double heardByC = figure(nodes.node(2), "kocmoc_bus_received_total");
            long last = 0;
            for (int i = 0; i < 300; i++) {
                last = send(adas, chat, "between two on A").path("seq").asLong();
            }
            bobs.entry(chat, last);

            assertThat(figure(A, "kocmoc_bus_sent_total") - sentBefore).isGreaterThanOrEqualTo(300);
            // Nothing of these 300; what the tests before left behind may still trickle in.
            assertThat(figure(B, "kocmoc_bus_received_total") - heardByB).isLessThan(15);
            assertThat(figure(nodes.node(2), "kocmoc_bus_received_total") - heardByC)
                    .isLessThan(15);
        }
    }

    @Test
    void theSwitchOfMaintenanceIsOneForAllNodes() {
        Person ada = newcomer("Ada");
        try (TestSocket adas = TestSocket.of(B, ada)) {
            toggle(A).expect(200);

            assertThat(adas.end().code()).isEqualTo(4103);
            await("off for HTTP too", () -> at(B, ada).get("/api/chats").status() == 503);
            await(
                    "and on the third",
                    () -> at(nodes.node(2), ada).get("/api/chats").status() == 503);
        } finally {
            // Another node than the one that switched off.
            toggle(B).expect(200);
        }
        await("all are back", () -> at(A, ada).get("/api/chats").status() == 200);
        await("and the third", () -> at(nodes.node(2), ada).get("/api/chats").status() == 200);
        assertThat(A.folder().resolve("maintenance.flag")).doesNotExist();
    }

    private static Answer toggle(TestServer server) {
        return server.api()
                .with("X-Admin-Token", TestServer.ADMIN_TOKEN)
                .post("/admin/toggle-maintenance");
    }

    @Test
    void aServerThatStopsMovesItsSocketsAwayAndTheOthersTakeThemIn() throws Exception {
        TestServer last = nodes.node(2);
        Person ada = newcomer("Ada");
        Person bob = newcomer("Bob");
        long chat = ada.chatWith(bob);
        TestSocket adas = TestSocket.of(last, ada);
        TestSocket bobs = TestSocket.of(A, bob);
        long first = send(adas, chat, "before").path("seq").asLong();

        last.stop();

        assertThat(adas.end()).isEqualTo(new TestSocket.End(4002, "moved 100"));
        adas = TestSocket.of(B, ada);
        send(adas, chat, "after");
        bobs.entry(chat, first + 1);
        last.restart();
        nodes.awaitWhole();
        bobs.close();
        adas.close();
    }

    @Test
    void whoRegistersOnOneNodeConfirmsOnAnotherByOneMail() {
        String email = "across@kocmoc.test";
        long id = B.people().register("Across", email, "password of Across");

        A.api()
                .post("/api/auth/verify-email", Map.of("userId", id, "code", B.mails().code(email)))
                .expect(200);

        assertThat(B.mails().count(email)).isEqualTo(1);
        assertThat(A.mails().count(email)).isZero();
    }

    @Test
    void triesOfACodeAreCountedForAllNodesTogether() {
        String email = "guessed@kocmoc.test";
        long id = B.people().register("Guessed", email, "password of Guessed");
        String right = B.mails().code(email);
        String wrong = right.equals("000000") ? "111111" : "000000";
        for (int i = 0; i < 5; i++) {
            nodes.node(i % 3)
                    .api()
                    .post("/api/auth/verify-email", Map.of("userId", id, "code", wrong));
        }

        assertThat(
                        A.api()
                                .post("/api/auth/verify-email", Map.of("userId", id, "code", right))
                                .status())
                .isNotEqualTo(200);
    }
}
