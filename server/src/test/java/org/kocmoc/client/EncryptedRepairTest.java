package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.MemoryStore;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the SDK does about messages that it cannot read while the server refuses to help.
@Timeout(120)
class EncryptedRepairTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final String MESSAGES = "/api/e2ee/chats/\\d+/messages.*";

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");

    private void sendToGroup(EncryptedSession from) {
        long chat = from.group("Friends", List.of(bob.id().value()));
        from.send(chat, Content.text("one"));
    }

    /// Of a sign-in that ended, a device that a restored server has forgotten, an account that is
    /// banned for a while, nothing follows for the message.
    @Test
    void aRefusalThatSaysNothingAboutAMessageForgetsNone() throws IOException {
        EncryptedSession adas = devices.of(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = devices.of(between.address(), bob);
            sendToGroup(adas);
            between.becomes(Cheat.spoilingGroupEnvelopes());
            Devices.mail(bobs);
            assertThat(bobs.unreadable()).isEqualTo(1);
            for (BetweenServer.Mischief.Refusal refusal :
                    List.of(
                            new BetweenServer.Mischief.Refusal(401, "token_expired"),
                            new BetweenServer.Mischief.Refusal(403, "device_required"),
                            new BetweenServer.Mischief.Refusal(403, "account_banned"))) {
                between.becomes(refusing(MESSAGES, refusal));
                Throwable told = catchThrowable(() -> Devices.mail(bobs));
                // A ban holds nothing else up; the others end what was to be done.
                assertThat(told instanceof RefusedException)
                        .isNotEqualTo(refusal.code().equals("account_banned"));
                assertThat(bobs.unreadable()).isEqualTo(1);
            }
            between.becomes(new BetweenServer.Mischief() {});
            Devices.mail(bobs);
            Devices.mail(adas);
            Devices.mail(bobs);
            assertThat(bobs.unreadable()).isZero();
        }
    }

    private static BetweenServer.Mischief refusing(
            String paths, BetweenServer.Mischief.Refusal refusal) {
        return new BetweenServer.Mischief() {
            @Override
            public Fate fate(String method, String path) {
                return path.matches(paths) ? Fate.REFUSE : Fate.PASS;
            }

            @Override
            public Refusal refusal() {
                return refusal;
            }
        };
    }

    @Test
    void aRefusedRequestIsNotRepeatedBeforeItsTime() throws IOException {
        EncryptedSession adas = devices.of(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs =
                    EncryptedSession.open(
                            Devices.session(between.address(), bob),
                            new MemoryStore(),
                            EncryptedSession.Options.USUAL.repairing(Duration.ofHours(1)));
            sendToGroup(adas);
            AtomicInteger asked = new AtomicInteger();
            Cheat spoiling = Cheat.spoilingGroupEnvelopes();
            between.becomes(
                    new BetweenServer.Mischief() {
                        @Override
                        public Fate fate(String method, String path) {
                            if (!path.equals("/api/e2ee/bundles/take")) {
                                return Fate.PASS;
                            }
                            asked.incrementAndGet();
                            return Fate.REFUSE;
                        }

                        @Override
                        public Refusal refusal() {
                            return new Refusal(404, "encryption_not_set_up");
                        }

                        @Override
                        public JsonNode answer(String method, String path, JsonNode real) {
                            return spoiling.answer(method, path, real);
                        }
                    });
            Devices.mail(bobs);
            assertThat(asked).hasValue(1);
            Devices.mail(bobs);
            Devices.mail(bobs);
            assertThat(asked).hasValue(1);
            assertThat(bobs.unreadable()).isEqualTo(1);
        }
    }

    /// The key of a message comes while it is being read once more, after a crash.
    @Test
    void whatComesByTwoWaysAtOnceIsReadOnce() throws IOException {
        EncryptedSession adas = devices.of(ada);
        RatchetStore store = new RatchetStore.Memory();
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs =
                    EncryptedSession.open(
                            Devices.session(between.address(), bob), store, Devices.EAGER);
            sendToGroup(adas);
            // The sender key is lost. What was asked for is known, how far was read is not.
            server.database()
                    .execute(
                            handle ->
                                    handle.execute(
                                            "DELETE FROM e2ee_mailbox WHERE user_id = ?",
                                            bob.id()));
            Devices.mail(bobs);
            store.transaction(
                    records -> {
                        assertThat(records.get("sdk.cursors")).isPresent();
                        records.remove("sdk.cursors");
                        return bobs;
                    });
            Devices.mail(adas);
            between.becomes(hidingTheFirstLook());
            List<String> read = new ArrayList<>(read(bobs));
            for (int i = 0; i < 3; i++) {
                Devices.mail(adas);
                read.addAll(read(bobs));
            }
            assertThat(read).containsExactly("one");
            assertThat(bobs.unreadable()).isZero();
        }
    }

    private static List<String> read(EncryptedSession device) {
        return Devices.texts(device).stream().filter(text -> !text.equals("?")).toList();
    }

    private static BetweenServer.Mischief hidingTheFirstLook() {
        AtomicInteger looks = new AtomicInteger();
        return new BetweenServer.Mischief() {
            @Override
            public JsonNode answer(String method, String path, JsonNode real) {
                if (path.equals("/api/e2ee/mailbox")
                        && method.equals("GET")
                        && looks.getAndIncrement() == 0) {
                    ((ObjectNode) real).putArray("items");
                }
                return real;
            }
        };
    }

    /// As after a restore from a backup that was made before the device was set up.
    @Test
    void whatASignInSaysThatTheServerForgotIsSaidOnce() throws IOException {
        EncryptedSession bobs = devices.of(bob);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = devices.of(between.address(), ada);
            long chat = adas.chatWith(bob.id().value());
            between.becomes(refusingOnce("/api/e2ee/chats/\\d+/messages"));
            adas.send(chat, Content.text("once"));
            assertThat(adas.resume()).isEmpty();
            between.becomes(refusingOnce("/api/e2ee/chats/\\d+/membership"));
            adas.group("Friends", List.of(bob.id().value()));
            assertThat(Devices.texts(bobs)).containsExactly("once");
            assertThat(ada.api().get("/api/chats?e2ee=1").json().path("chats")).hasSize(2);
        }
    }

    private static BetweenServer.Mischief refusingOnce(String paths) {
        AtomicInteger refused = new AtomicInteger();
        return new BetweenServer.Mischief() {
            @Override
            public Fate fate(String method, String path) {
                boolean meant = method.equals("POST") && path.matches(paths);
                return meant && refused.getAndIncrement() == 0 ? Fate.REFUSE : Fate.PASS;
            }

            @Override
            public Refusal refusal() {
                return new Refusal(403, "device_required");
            }
        };
    }

    /// Whoever has gone, or has blocked the receiver, shows no devices any more.
    @Test
    void mailOfSomebodyWhoIsGoneHoldsUpNobody() throws IOException {
        Person eve = server.people().newcomer("Eve");
        EncryptedSession adas = devices.of(ada);
        EncryptedSession eves = devices.of(eve);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = devices.of(between.address(), bob);
            eves.send(eves.chatWith(bob.id().value()), Content.text("who is gone"));
            adas.send(adas.chatWith(bob.id().value()), Content.text("who is there"));
            between.becomes(
                    refusing(
                            "/api/e2ee/users/" + eve.id() + "/devices.*",
                            new BetweenServer.Mischief.Refusal(404, "encryption_not_set_up")));
            assertThat(Devices.texts(bobs)).containsExactly("?", "who is there");
            assertThat(Devices.texts(bobs)).isEmpty();

            between.becomes(new BetweenServer.Mischief() {});
            Devices.mail(bobs);
            Devices.mail(eves);
            assertThat(read(bobs)).containsExactly("who is gone");
            assertThat(bobs.unreadable()).isZero();
        }
    }

    @Test
    void aGroupMessageOfSomebodyWhoIsGoneHoldsUpNobody() throws IOException {
        Person eve = server.people().newcomer("Eve");
        EncryptedSession adas = devices.of(ada);
        EncryptedSession eves = devices.of(eve);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = devices.of(between.address(), bob);
            long chat = adas.group("Friends", List.of(bob.id().value(), eve.id().value()));
            eves.send(chat, Content.text("who is gone"));
            adas.send(chat, Content.text("who is there"));
            BetweenServer.Mischief gone =
                    refusing(
                            "/api/e2ee/users/" + eve.id() + "/devices.*",
                            new BetweenServer.Mischief.Refusal(404, "encryption_not_set_up"));
            between.becomes(spoilingBeside(gone));
            assertThat(Devices.texts(bobs)).containsExactly("?", "?");
            assertThat(Devices.texts(bobs)).isEmpty();

            // Nor does it hold up what can be read when it is tried again.
            between.becomes(gone);
            assertThat(Devices.texts(bobs)).containsExactly("who is there");

            between.becomes(new BetweenServer.Mischief() {});
            Devices.mail(bobs);
            Devices.mail(eves);
            assertThat(read(bobs)).containsExactly("who is gone");
            assertThat(bobs.unreadable()).isZero();
        }
    }

    private static BetweenServer.Mischief spoilingBeside(BetweenServer.Mischief other) {
        Cheat spoiling = Cheat.spoilingGroupEnvelopes();
        return new BetweenServer.Mischief() {
            @Override
            public Fate fate(String method, String path) {
                return other.fate(method, path);
            }

            @Override
            public Refusal refusal() {
                return other.refusal();
            }

            @Override
            public JsonNode answer(String method, String path, JsonNode real) {
                return spoiling.answer(method, path, real);
            }
        };
    }
}
