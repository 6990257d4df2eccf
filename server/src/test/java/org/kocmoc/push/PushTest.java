package org.kocmoc.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.PushReceiver;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;
import tools.jackson.databind.JsonNode;

/// Push, from the sent message to what a browser reads.
@Timeout(120)
class PushTest {
    @RegisterExtension
    static final TestServer server =
            new TestServer()
                    .with("PUSH_TRUSTED_HOSTS", "127.0.0.1")
                    .with("PUBLIC_URL", "https://kocmoc.test");

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private PushReceiver adas;
    private long chat;

    @BeforeEach
    void subscribe() throws IOException {
        adas = new PushReceiver();
        ada.api().post("/api/push/subscriptions", adas.subscription()).expect(201);
        chat = bob.chatWith(ada);
    }

    @AfterEach
    void close() {
        adas.close();
    }

    private JsonNode send(Person sender, long where, String text) {
        return sender.api().post("/api/messages/" + where, Map.of("text", text)).expect(201).json();
    }

    private void read(Person reader, long where) {
        reader.api().put("/api/messages/" + where + "/read", Map.of()).expect(200);
    }

    /// Everything that was looked at up to now was so long ago that it is settled.
    private static void settle() {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "UPDATE push_looks SET looked_at = looked_at - interval '1 h'"));
    }

    private static void retryNow() {
        server.database()
                .execute(handle -> handle.execute("UPDATE push_outbox SET next_try_at = now()"));
    }

    private List<String> outcomes(Person person) {
        return person.api()
                .get("/api/push/log")
                .expect(200)
                .json()
                .path("deliveries")
                .valueStream()
                .map(entry -> entry.path("outcome").asString())
                .toList();
    }

    private void awaitOutcome(Person person, String outcome) throws InterruptedException {
        while (!outcomes(person).contains(outcome)) {
            Thread.sleep(20);
        }
    }

    private static long subscriptions(Person person) {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                "SELECT count(*) FROM push_subscriptions"
                                                        + " WHERE user_id = :user")
                                        .bind("user", person.id())
                                        .mapTo(Long.class)
                                        .one());
    }

    @Test
    void whoIsAwayIsToldWhereAndHowMuchAndNothingElse() throws InterruptedException {
        send(bob, chat, "the canary of push");

        PushReceiver.Message message = adas.await(1).getFirst();

        assertThat(message.json().path("kind").asString()).isEqualTo("message");
        assertThat(message.json().path("chat").asLong()).isEqualTo(chat);
        assertThat(message.json().path("unread").asInt()).isEqualTo(1);
        assertThat(message.json().propertyNames()).containsExactly("v", "kind", "chat", "unread");
        assertThat(message.plain()).hasSize(Payloads.LENGTH);
        assertThat(message.headers())
                .containsEntry("content-encoding", "aes128gcm")
                .containsEntry("ttl", "86400")
                .containsEntry("urgency", "high");
        assertThat(message.headers().get("topic")).matches("[A-Za-z0-9_-]{32}");
        assertThat(new String(message.bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("canary", "message", "unread");
        assertThat(message.token().getSubject()).isEqualTo("https://kocmoc.test");
        assertThat(message.token().getExpiresAtAsInstant())
                .isBefore(Instant.now().plus(Duration.ofHours(24)));
        assertThat(message.senderKey())
                .isEqualTo(
                        ada.api().get("/api/push/key").expect(200).json().path("key").asString());
        awaitOutcome(ada, "sent");
        assertThat(outcomes(bob)).isEmpty();
    }

    @Test
    void aChatTellsOnceUntilItIsRead() throws InterruptedException {
        send(bob, chat, "one");
        adas.await(1);
        send(bob, chat, "two");
        send(bob, chat, "three");
        long other = bob.group(ada);
        send(bob, other, "elsewhere");
        assertThat(adas.await(2).getLast().json().path("chat").asLong()).isEqualTo(other);

        read(ada, chat);
        send(bob, chat, "four");

        JsonNode third = adas.await(3).getLast().json();
        assertThat(third.path("chat").asLong()).isEqualTo(chat);
        assertThat(third.path("unread").asInt()).isEqualTo(1);
        assertThat(adas.messages().get(0).headers().get("topic"))
                .isEqualTo(adas.messages().get(2).headers().get("topic"))
                .isNotEqualTo(adas.messages().get(1).headers().get("topic"));
    }

    @Test
    void aMutedChatTellsOnlyOfWhatNamesOrAnswersItsMember() throws InterruptedException {
        long group = bob.group(ada);
        long own = send(ada, group, "a question").path("message").path("id").asLong();
        ada.api().put("/api/chats/" + group, Map.of("muted", true)).expect(200);
        send(bob, group, "noise");
        send(bob, chat, "not muted");
        assertThat(adas.await(1).getFirst().json().path("chat").asLong()).isEqualTo(chat);

        send(bob, group, "<@" + ada.id() + "> look");
        JsonNode named = adas.await(2).getLast().json();
        assertThat(named.path("kind").asString()).isEqualTo("mention");
        assertThat(named.path("chat").asLong()).isEqualTo(group);
        read(ada, group);
        bob.api()
                .post("/api/messages/" + group, Map.of("text", "an answer", "reply_to", own))
                .expect(201);

        assertThat(adas.await(3).getLast().json().path("kind").asString()).isEqualTo("mention");
    }

    @Test
    void whoHasASocketIsNotToldUntilLeavingWithoutHavingRead() throws InterruptedException {
        Person carol = server.people().newcomer("Carol");
        try (PushReceiver carols = newReceiver(carol)) {
            long group = bob.group(ada, carol);
            try (TestSocket socket = TestSocket.of(server, ada)) {
                awaitOnline(ada, true);
                long seq = send(bob, group, "live").path("message").path("seq").asLong();
                socket.entry(group, seq);
                carols.await(1);
                assertThat(adas.messages()).isEmpty();
            }
            awaitOnline(ada, false);
            settle();

            assertThat(adas.await(1).getFirst().json().path("chat").asLong()).isEqualTo(group);
            assertThat(carols.messages()).hasSize(1);
        }
    }

    private static PushReceiver newReceiver(Person person) {
        try {
            PushReceiver receiver = new PushReceiver();
            person.api().post("/api/push/subscriptions", receiver.subscription()).expect(201);
            return receiver;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void awaitOnline(Person person, boolean online) throws InterruptedException {
        while (server.database()
                        .read(
                                handle ->
                                        handle.createQuery(
                                                        "SELECT online FROM users WHERE id = :id")
                                                .bind("id", person.id())
                                                .mapTo(Boolean.class)
                                                .one())
                != online) {
            Thread.sleep(20);
        }
    }

    @Test
    void aSecondLookTellsNobodyTwice() throws InterruptedException {
        send(bob, chat, "once");
        adas.await(1);
        settle();
        long other = bob.group(ada);
        send(bob, other, "sentinel");
        adas.await(2);
        settle();
        send(bob, chat, "still not read");
        read(ada, other);
        send(bob, other, "second sentinel");

        assertThat(adas.await(3).stream().map(m -> m.json().path("chat").asLong()))
                .containsExactly(chat, other, other);
    }

    @Test
    void aSubscriptionThatItsServiceHasForgottenIsRemoved() throws InterruptedException {
        adas.reply(410, Map.of());
        send(bob, chat, "gone");
        adas.await(1);
        awaitOutcome(ada, "gone");

        assertThat(subscriptions(ada)).isZero();
        ada.api().post("/api/push/test").expect(409, "Уведомления на этом устройстве не включены");
    }

    @Test
    void aBusyServiceIsAskedAgainWhenItWantsTo() throws InterruptedException {
        adas.reply(429, Map.of("Retry-After", "3000"));
        adas.reply(503, Map.of());
        send(bob, chat, "later");
        adas.await(1);
        awaitOutcome(ada, "later");
        Instant due =
                server.database()
                        .read(
                                handle ->
                                        handle.createQuery(
                                                        """
                                                        SELECT o.next_try_at FROM push_outbox o
                                                        JOIN push_subscriptions s
                                                            ON s.id = o.subscription_id
                                                        WHERE s.user_id = :user
                                                        """)
                                                .bind("user", ada.id())
                                                .mapTo(Instant.class)
                                                .one());
        assertThat(due)
                .isBetween(Instant.now().plusSeconds(2_000), Instant.now().plusSeconds(3_001));
        retryNow();
        adas.await(2);
        while (outcomes(ada).size() < 2) {
            Thread.sleep(20);
        }
        retryNow();
        adas.await(3);
        awaitOutcome(ada, "sent");

        assertThat(outcomes(ada)).containsExactly("sent", "later", "later");
    }

    @Test
    void whatIsReadBeforeTheNextAttemptIsNotSent() throws InterruptedException {
        adas.reply(503, Map.of());
        send(bob, chat, "read elsewhere");
        adas.await(1);
        awaitOutcome(ada, "later");
        read(ada, chat);
        retryNow();
        awaitOutcome(ada, "unneeded");

        assertThat(adas.messages()).hasSize(1);
    }

    @Test
    void aRestartLosesNothing() throws InterruptedException {
        adas.reply(500, Map.of());
        send(bob, chat, "before");
        adas.await(1);
        awaitOutcome(ada, "later");
        long other = bob.group(ada);
        send(bob, other, "just before");

        server.restart();
        retryNow();

        assertThat(adas.await(3).stream().skip(1).map(m -> m.json().path("chat").asLong()))
                .containsExactlyInAnyOrder(chat, other);
        assertThat(adas.messages().stream().map(PushReceiver.Message::senderKey).distinct())
                .hasSize(1);
    }

    @Test
    void anEncryptedChatTellsOnlyBrowsersThatCanReadIt() throws IOException, InterruptedException {
        try (PushReceiver capable = new PushReceiver()) {
            Map<String, Object> subscription = new LinkedHashMap<>(capable.subscription());
            subscription.put("encrypted", true);
            ada.api().post("/api/push/subscriptions", subscription).expect(201);
            server.database()
                    .execute(
                            handle ->
                                    handle.execute(
                                            """
                                            WITH made AS (
                                                INSERT INTO chats (type, mode, name)
                                                VALUES ('group', 'e2ee', 'e') RETURNING id
                                            ), head AS (
                                                INSERT INTO chat_heads (chat_id, last_seq, last_msg_seq)
                                                SELECT id, 1, 1 FROM made
                                            ), joined AS (
                                                INSERT INTO chat_participants (chat_id, user_id)
                                                SELECT id, u FROM made, unnest(ARRAY[?, ?]::bigint[]) u
                                            )
                                            INSERT INTO messages (chat_id, sender_id, seq, epoch, client_id,
                                                mode, message_type, sender_device, body)
                                            SELECT id, ?, 1, 1, 'x', 'e2ee', 'encrypted', 1, 'x'::bytea
                                            FROM made
                                            """,
                                            ada.id(),
                                            bob.id(),
                                            bob.id()));
            capable.await(1);
            send(bob, chat, "readable");

            capable.await(2);
            assertThat(adas.await(1)).hasSize(1);
            assertThat(adas.messages().getFirst().json().path("chat").asLong()).isEqualTo(chat);
        }
    }

    @Test
    void aSubscriptionEndsWithItsSignIn() {
        ada.api().post("/api/auth/logout", Map.of()).expect(200);

        assertThat(subscriptions(ada)).isZero();
    }

    @Test
    void aBrowserBelongsToTheAccountThatSubscribedLast() throws InterruptedException {
        Person carol = server.people().newcomer("Carol");
        carol.api().post("/api/push/subscriptions", adas.subscription()).expect(201);
        send(bob, chat, "for nobody's browser");
        long carols = bob.chatWith(carol);
        send(bob, carols, "for hers");

        assertThat(adas.await(1).getFirst().json().path("chat").asLong()).isEqualTo(carols);
        assertThat(subscriptions(ada)).isZero();
    }

    @Test
    void aTestMessageComesAtOnceAndAnUnsubscribedBrowserHearsNothing() throws InterruptedException {
        ada.api().post("/api/push/test").expect(202);
        assertThat(adas.await(1).getFirst().json().path("kind").asString()).isEqualTo("test");
        JsonNode entry;
        do {
            entry = ada.api().get("/api/push/log").json().path("deliveries").path(0);
        } while (entry.isMissingNode());
        assertThat(entry.path("here").asBoolean()).isTrue();
        assertThat(entry.path("service").asString()).isEqualTo("127.0.0.1");
        Map<String, Object> named = Map.of("endpoint", adas.endpoint());
        assertThat(
                        bob.api()
                                .delete("/api/push/subscriptions", named)
                                .expect(200)
                                .json()
                                .path("removed")
                                .asBoolean())
                .isFalse();
        ada.api().delete("/api/push/subscriptions", named).expect(200);
        ada.api().post("/api/push/test").expect(409);
    }

    @Test
    void whatIsNoSubscriptionIsRefused() {
        Map<String, Object> keys = Map.of("keys", adas.subscription().get("keys"));
        for (String endpoint :
                List.of(
                        "http://push.example.org/x",
                        "https://localhost/x",
                        "https://10.0.0.1/x",
                        "https://[::1]/x",
                        "https://user@push.example.org/x",
                        "file:///etc/passwd",
                        "")) {
            Map<String, Object> body = new LinkedHashMap<>(keys);
            body.put("endpoint", endpoint);
            JsonNode answer = ada.api().post("/api/push/subscriptions", body).expect(400).json();
            assertThat(answer.path("code").asString()).isEqualTo("push_service_refused");
        }
        Map<String, Object> body = new LinkedHashMap<>(adas.subscription());
        body.put("keys", Map.of("p256dh", "B" + "A".repeat(86), "auth", "A".repeat(22)));
        ada.api().post("/api/push/subscriptions", body).expect(400);
        ada.api().post("/api/push/subscriptions", Map.of("endpoint", "https://a.b/c")).expect(400);

        assertThat(subscriptions(ada)).isEqualTo(1);
    }
}
