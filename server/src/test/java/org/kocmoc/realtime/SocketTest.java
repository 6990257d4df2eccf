package org.kocmoc.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// The socket as clients meet it.
class SocketTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static JsonNode send(TestSocket socket, long chat, String text) {
        return socket.command("message:send", Map.of("chat", chat, "text", text)).path("message");
    }

    @Test
    void whatOneWritesTheOtherHears() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket bobs = TestSocket.of(server, bob)) {
            JsonNode sent = send(adas, chat, "Привет");

            JsonNode heard = bobs.entry(chat, sent.path("seq").asLong());

            assertThat(heard.path("type").asString()).isEqualTo("message:new");
            assertThat(heard.path("data").path("message").path("text").asString())
                    .isEqualTo("Привет");
            assertThat(heard.path("data").path("message").path("client_id").isNull()).isTrue();
            assertThat(
                            adas.entry(chat, sent.path("seq").asLong())
                                    .path("data")
                                    .path("message")
                                    .path("client_id")
                                    .asString())
                    .isEqualTo(sent.path("client_id").asString());
        }
    }

    @Test
    void everyKindOfChangeIsHeardInOrder() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket bobs = TestSocket.of(server, bob)) {
            JsonNode sent = send(adas, chat, "one");
            long id = sent.path("id").asLong();
            adas.command("message:edit", Map.of("message", id, "text", "two"));
            bobs.command("message:react", Map.of("message", id, "reaction", "👍"));
            bobs.command("message:react", Map.of("message", id, "reaction", ""));
            adas.command("message:forward", Map.of("message", id, "chat", chat));
            adas.command("message:delete", Map.of("message", id));
            long first = sent.path("seq").asLong();

            bobs.entry(chat, first + 5);

            assertThat(bobs.seqs(chat))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(first, first + 5).boxed().toList());
            assertThat(bobs.entry(chat, first + 1).path("type").asString())
                    .isEqualTo("message:edit");
            assertThat(bobs.entry(chat, first + 4).path("type").asString())
                    .isEqualTo("message:forward");
            JsonNode last = bobs.entry(chat, first + 5);
            assertThat(last.path("data").path("message").path("deleted").asBoolean()).isTrue();
        }
    }

    @Test
    void resumingBringsWhatWasMissedOnceAndInOrder() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        JsonNode state;
        try (TestSocket bobs = TestSocket.of(server, bob)) {
            state = bobs.event("resumed").path("data");
        }
        JsonNode head = state.path("chats").get(0);
        try (TestSocket adas = TestSocket.of(server, ada)) {
            for (int i = 0; i < 20; i++) {
                send(adas, chat, "missed " + i);
            }
        }

        try (TestSocket bobs =
                TestSocket.of(
                        server,
                        bob,
                        Map.of(
                                "user",
                                state.path("user"),
                                "chats",
                                Map.of(
                                        Long.toString(chat),
                                        Map.of(
                                                "epoch",
                                                head.path("epoch"),
                                                "seq",
                                                head.path("seq")))))) {
            long from = head.path("seq").asLong();
            assertThat(bobs.seqs(chat))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(from + 1, from + 20).boxed().toList());
            JsonNode resumed = bobs.event("resumed").path("data").path("chats").get(0);
            assertThat(resumed.path("unread").asInt()).isEqualTo(20);
            assertThat(resumed.path("reload").asBoolean()).isFalse();
        }
    }

    @Test
    void whoeverIsRemovedHearsNothingMore() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        Person carol = server.people().newcomer("Carol");
        long chat =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of(
                                        "participantIds",
                                        List.of(bob.id(), carol.id()),
                                        "type",
                                        "group",
                                        "name",
                                        "Trio"))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket bobs = TestSocket.of(server, bob);
                TestSocket carols = TestSocket.of(server, carol)) {
            ada.api().delete("/api/chats/" + chat + "/members/" + bob.id()).expect(200);
            bobs.event("chat:delete");
            JsonNode sent = send(adas, chat, "not for Bob");
            carols.entry(chat, sent.path("seq").asLong());
            bobs.command("ping", Map.of());

            assertThat(bobs.seqs(chat)).doesNotContain(sent.path("seq").asLong());

            ada.api()
                    .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(bob.id())))
                    .expect(200);
            bobs.event("chat:new");
            JsonNode again = send(adas, chat, "for Bob again");
            bobs.entry(chat, again.path("seq").asLong());
        }
    }

    @Test
    void aTokenThatIsNoGoodEndsTheSocket() {
        try (TestSocket socket = TestSocket.open(server.port())) {
            JsonNode error = socket.refused("auth", Map.of("token", "nonsense"));

            assertThat(error.path("retry").isNull()).isTrue();
            assertThat(socket.end().code()).isEqualTo(4401);
        }
    }

    @Test
    void signingOutEndsTheSocketsOfTheSession() {
        Person ada = server.people().newcomer("Ada");
        try (TestSocket socket = TestSocket.of(server, ada)) {
            ada.api().post("/api/auth/logout").expect(200);

            assertThat(socket.end().code()).isEqualTo(4401);
        }
    }

    @Test
    void garbageEndsTheSocket() {
        try (TestSocket socket = TestSocket.open(server.port())) {
            socket.text("{");

            assertThat(socket.end().code()).isEqualTo(4200);
        }
        try (TestSocket socket = TestSocket.open(server.port())) {
            socket.refused("message:send", Map.of("chat", 1));

            assertThat(socket.end().code()).isEqualTo(4201);
        }
    }

    @Test
    void readingReachesTheOtherMembersAndTheOwnDevices() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket bobs = TestSocket.of(server, bob);
                TestSocket bobsPhone = TestSocket.of(server, bob)) {
            long seq = send(adas, chat, "read me").path("seq").asLong();
            bobs.entry(chat, seq);
            bobs.command("chat:delivered", Map.of("chat", chat, "seq", seq));
            JsonNode delivered = adas.event("chat:delivered");
            assertThat(delivered.path("data").path("user").asLong()).isEqualTo(bob.id().value());

            bobs.command("chat:read", Map.of("chat", chat, "seq", seq));

            assertThat(adas.event("chat:read").path("data").path("seq").asLong()).isEqualTo(seq);
            JsonNode own = bobsPhone.event("chat:read").path("data");
            assertThat(own.path("read_seq").asLong()).isEqualTo(seq);
            assertThat(own.path("unread").asInt()).isZero();
            assertThat(own.path("at").asLong()).isEqualTo(seq);
        }
    }

    @Test
    void typingIsHeardByTheOthersOnly() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket bobs = TestSocket.of(server, bob)) {
            adas.command("typing:start", Map.of("chat", chat));

            bobs.event("typing:start");
            adas.command("typing:stop", Map.of("chat", chat));
            bobs.event("typing:stop");

            assertThat(adas.frames())
                    .noneMatch(frame -> frame.path("type").asString("").startsWith("typing"));
            assertThat(
                            bobs.refused("typing:start", Map.of("chat", chat + 1_000))
                                    .path("code")
                                    .asString())
                    .isEqualTo("not_a_member");
        }
    }

    @Test
    void presenceIsShownToAcquaintancesOnly() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        Person stranger = server.people().newcomer("Stranger");
        ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(server, ada);
                TestSocket strangers = TestSocket.of(server, stranger)) {
            JsonNode seen =
                    adas.command("presence:watch", Map.of("users", List.of(bob.id())))
                            .path("users");
            assertThat(seen.get(0).path("online").asBoolean()).isFalse();
            assertThat(
                            strangers
                                    .command("presence:watch", Map.of("users", List.of(bob.id())))
                                    .path("users")
                                    .size())
                    .isZero();

            try (TestSocket bobs = TestSocket.of(server, bob)) {
                bobs.command("ping", Map.of());
                JsonNode update =
                        adas.await(
                                frame ->
                                        frame.path("type").asString("").equals("presence:update")
                                                && frame.path("data").path("online").asBoolean());
                assertThat(update.path("data").path("user").asLong()).isEqualTo(bob.id().value());
                assertThat(ada.api().get("/api/users/" + bob.id()).json().toString())
                        .contains("\"online\":true");
            }
            JsonNode gone =
                    adas.await(
                            frame ->
                                    frame.path("type").asString("").equals("presence:update")
                                            && !frame.path("data").path("online").asBoolean());
            assertThat(gone.path("data").path("last_seen").isNull()).isFalse();
        }
    }

    @Test
    void syncTellsTheSameAsTheSocket() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        try (TestSocket adas = TestSocket.of(server, ada)) {
            for (int i = 0; i < 5; i++) {
                send(adas, chat, "text " + i);
            }
            JsonNode fresh = bob.api().post("/api/sync", Map.of()).expect(200).json();
            JsonNode head = fresh.path("chats").get(0);
            long from = head.path("seq").asLong() - 3;
            JsonNode caught =
                    bob.api()
                            .post(
                                    "/api/sync",
                                    Map.of(
                                            "chats",
                                            Map.of(
                                                    Long.toString(chat),
                                                    Map.of(
                                                            "epoch",
                                                            head.path("epoch"),
                                                            "seq",
                                                            from)),
                                            "limit",
                                            2))
                            .expect(200)
                            .json()
                            .path("chats")
                            .get(0);

            assertThat(caught.path("more").asBoolean()).isTrue();
            assertThat(caught.path("events").size()).isEqualTo(2);
            assertThat(caught.path("events").get(0).path("seq").asLong()).isEqualTo(from + 1);
            assertThat(caught.path("events").get(0).path("data"))
                    .isEqualTo(
                            TestSocket.of(server, bob, resume(chat, head, from))
                                    .entry(chat, from + 1)
                                    .path("data"));
        }
    }

    private static Map<String, Object> resume(long chat, JsonNode head, long seq) {
        return Map.of(
                "chats",
                Map.of(Long.toString(chat), Map.of("epoch", head.path("epoch"), "seq", seq)));
    }

    @Test
    void aPositionOfAnotherPastIsToBeLoadedAnew() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        Map<String, Object> foreign =
                Map.of("chats", Map.of(Long.toString(chat), Map.of("epoch", 77, "seq", 1)));

        try (TestSocket adas = TestSocket.of(server, ada, foreign)) {
            JsonNode state = adas.event("resumed").path("data").path("chats").get(0);

            assertThat(state.path("reload").asBoolean()).isTrue();
            assertThat(adas.seqs(chat)).isEmpty();
        }
    }
}
