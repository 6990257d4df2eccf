package org.kocmoc.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// Presence is told for as long as there is a tie, and no longer.
class WatchingTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");

    private static TestSocket watching(Person viewer, Person watched) {
        TestSocket socket = TestSocket.of(server, viewer);
        JsonNode seen =
                socket.command("presence:watch", Map.of("users", List.of(watched.id())))
                        .path("users");
        assertThat(seen.size()).isEqualTo(1);
        return socket;
    }

    /// Hears what nobody says who only goes offline: that the other one was never seen.
    private static void hearsOfTheEnd(TestSocket socket, Person watched) {
        socket.await(
                frame ->
                        frame.path("type").asString("").equals("presence:update")
                                && frame.path("data").path("user").asLong() == watched.id().value()
                                && !frame.path("data").path("online").asBoolean()
                                && frame.path("data").path("last_seen").isNull());
    }

    @Test
    void whoeverLeavesTheLastCommonChatSeesNoMoreAndIsSeenNoMore() {
        long chat = ada.group(bob);
        try (TestSocket adas = watching(ada, bob);
                TestSocket bobs = watching(bob, ada)) {
            bob.api().post("/api/chats/" + chat + "/leave", Map.of()).expect(200);

            hearsOfTheEnd(bobs, ada);
            hearsOfTheEnd(adas, bob);
        }
    }

    @Test
    void theEndOfTheLastCommonChatEndsIt() {
        long chat = ada.group(bob);
        try (TestSocket adas = watching(ada, bob);
                TestSocket bobs = watching(bob, ada)) {
            ada.api().delete("/api/chats/" + chat).expect(200);

            hearsOfTheEnd(bobs, ada);
            hearsOfTheEnd(adas, bob);
        }
    }

    @Test
    void anotherCommonChatGoesOn() {
        long chat = ada.group(bob);
        ada.group(bob);
        try (TestSocket adas = watching(ada, bob)) {
            bob.api().post("/api/chats/" + chat + "/leave", Map.of()).expect(200);
            try (TestSocket bobs = TestSocket.of(server, bob)) {
                bobs.command("ping", Map.of());

                assertThat(adas.event("presence:update").path("data").path("online").asBoolean())
                        .isTrue();
            }
        }
    }

    @Test
    void whoIsNoContactAnyMoreIsSeenNoMore() {
        ada.api().post("/api/contacts/add", Map.of("contactId", bob.id())).expect(200);
        try (TestSocket adas = watching(ada, bob)) {
            ada.api().post("/api/contacts/remove", Map.of("contactId", bob.id())).expect(200);

            hearsOfTheEnd(adas, bob);
        }
    }
}
