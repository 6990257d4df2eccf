package org.kocmoc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Nodes;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// NATS is gone, for all servers or for one: everything goes on by looking into the database.
class WithoutNatsTest {
    @RegisterExtension static final Nodes nodes = new Nodes(2);

    private static final TestServer A = nodes.node(0);
    private static final TestServer B = nodes.node(1);

    @AfterEach
    void mend() {
        nodes.network(1).refuse(false);
        nodes.awaitWhole();
    }

    private static JsonNode send(TestSocket socket, long chat, String text) {
        return socket.command("message:send", Map.of("chat", chat, "text", text)).path("message");
    }

    @Test
    void messagesArriveInOrderWhileNatsIsGoneAndAfterwards() {
        Person ada = A.people().newcomer("Ada");
        Person bob = A.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(A, ada);
                TestSocket bobs = TestSocket.of(B, bob)) {
            long first = send(adas, chat, "with NATS").path("seq").asLong();
            bobs.entry(chat, first);

            nodes.nats().kill();
            nodes.awaitLost();
            send(adas, chat, "without NATS");
            bobs.entry(chat, first + 1);
            long other = ada.chatWith(A.people().newcomer("Carol"));
            adas.await(f -> f.path("type").asString("").equals("chat:new"));
            send(adas, chat, "and another");
            bobs.entry(chat, first + 2);
            assertThat(other).isPositive();

            nodes.nats().start();
            nodes.awaitWhole();
            send(adas, chat, "with NATS again");
            bobs.entry(chat, first + 3);

            assertThat(bobs.seqs(chat))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(first, first + 3).boxed().toList());
        }
    }

    @Test
    void aNodeThatAloneIsCutOffMissesNothing() {
        Person ada = A.people().newcomer("Ada");
        Person bob = A.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(A, ada);
                TestSocket bobs = TestSocket.of(B, bob)) {
            long first = send(adas, chat, "before").path("seq").asLong();
            bobs.entry(chat, first);

            nodes.network(1).refuse(true);
            Nodes.await("cut off", () -> Nodes.bus(B).equals("lost"));
            send(adas, chat, "to the lonely node");
            bobs.entry(chat, first + 1);
            send(bobs, chat, "from the lonely node");
            adas.entry(chat, first + 2);
            nodes.network(1).refuse(false);
            nodes.awaitWhole();
            send(adas, chat, "after");
            bobs.entry(chat, first + 3);
        }
    }

    @Test
    void whoIsSignedOutOrBannedIsOutOnTheOtherNodeTooAMomentLater() {
        Person ada = A.people().newcomer("Ada");
        Person bob = A.people().newcomer("Bob");
        Person admin = A.people().admin();
        nodes.network(1).refuse(true);
        Nodes.await("cut off", () -> Nodes.bus(B).equals("lost"));
        try (TestSocket adas = TestSocket.of(B, ada);
                TestSocket bobs = TestSocket.of(B, bob)) {
            admin.api().put("/api/users/" + ada.id() + "/ban", Map.of()).expect(200);
            bob.api()
                    .delete("/api/account/sessions", Map.of("password", bob.password()))
                    .expect(200);

            assertThat(adas.end().code()).isEqualTo(4403);
            assertThat(bobs.end().code()).isEqualTo(4401);
        }
    }

    @Test
    void presenceIsRightAgainAfterwards() {
        Person ada = A.people().newcomer("Ada");
        Person eve = A.people().newcomer("Eve");
        ada.chatWith(eve);
        try (TestSocket adas = TestSocket.of(A, ada)) {
            adas.command("presence:watch", Map.of("users", List.of(eve.id())));
            nodes.network(1).refuse(true);
            Nodes.await("cut off", () -> Nodes.bus(B).equals("lost"));

            TestSocket eves = TestSocket.of(B, eve);
            adas.await(
                    frame ->
                            frame.path("type").asString("").equals("presence:update")
                                    && frame.path("data").path("online").asBoolean());
            eves.close();
        }
    }
}
