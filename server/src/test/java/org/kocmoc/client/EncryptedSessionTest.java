package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedFile;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.EncryptionException;
import org.kocmoc.client.encryption.FileStore;
import org.kocmoc.client.encryption.Received;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.envelopes.Canary;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.SafetyNumber;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Encryption of the SDK, against the real server and against one that cheats.
@Timeout(120)
class EncryptedSessionTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");

    private static Content said(Received message) {
        return Objects.requireNonNull(message.content());
    }

    @Test
    void twoPeopleTalkEditReactAndDelete() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        long chat = adas.chatWith(bob.id().value());
        assertThat(bobs.chatWith(ada.id().value())).isEqualTo(chat);

        Received sent = adas.send(chat, Content.text("Привет"));
        Received heard = Devices.mail(bobs).getFirst();
        assertThat(said(heard).text()).isEqualTo("Привет");
        assertThat(heard.ref()).isEqualTo(sent.ref());
        assertThat(heard.seq()).isEqualTo(sent.seq());
        bobs.send(chat, Content.text("Да?").replyingTo(heard.ref()));
        bobs.send(chat, Content.reaction(heard.ref(), "👍"));
        adas.send(chat, Content.edit(sent.ref(), "Здравствуй"));

        List<Received> answers = Devices.mail(adas);
        assertThat(said(answers.get(0)).reply()).isEqualTo(sent.ref());
        assertThat(said(answers.get(1)).kind()).isEqualTo(Content.Kind.REACTION);
        Received edit = Devices.mail(bobs).getFirst();
        assertThat(said(edit).target()).isEqualTo(sent.ref());
        assertThat(said(edit).text()).isEqualTo("Здравствуй");
        adas.delete(sent);
        assertThat(Devices.mail(bobs)).isEmpty();
        JsonNode page = bob.api().get("/api/chats?e2ee=1").json().path("chats").path(0);
        assertThat(page.path("unread_count").asInt()).isZero();
    }

    @Test
    void allDevicesOfAGroupReadAndTheServerDoesNot() throws IOException {
        Person carol = server.people().newcomer("Carol");
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession bobsSecond = devices.another(bob, bobs);
        EncryptedSession carols = devices.of(carol);
        long group = adas.group("Friends", List.of(bob.id().value(), carol.id().value()));
        byte[] plain = "canary-in-a-file".getBytes(StandardCharsets.UTF_8);
        EncryptedFile file = adas.upload("secret.txt", "text/plain", plain);

        adas.send(group, Content.files("canary-in-a-text", List.of(file)));

        for (EncryptedSession each : List.of(bobs, bobsSecond, carols)) {
            Received heard = Devices.mail(each).getFirst();
            assertThat(said(heard).text()).isEqualTo("canary-in-a-text");
            assertThat(each.download(said(heard).files().getFirst())).isEqualTo(plain);
        }
        bobsSecond.send(group, Content.text("from the second"));
        assertThat(Devices.texts(bobs)).containsExactly("from the second");
        assertThat(Devices.texts(adas)).containsExactly("from the second");
        assertThat(Canary.tablesHolding(server.database(), "canary-in-a")).isEmpty();
    }

    @Test
    void aNewDeviceIsWrittenToFromThenOn() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        long chat = adas.chatWith(bob.id().value());
        adas.send(chat, Content.text("to one"));
        EncryptedSession later = devices.another(bob, bobs);
        adas.send(chat, Content.text("to both"));

        assertThat(Devices.texts(bobs)).containsExactly("to one", "to both");
        assertThat(Devices.texts(later)).containsExactly("to both");
    }

    @Test
    void aDeviceGoesOnFromItsFile(@TempDir Path folder) {
        byte[] key = new byte[32];
        key[0] = 7;
        EncryptedSession adas = devices.of(ada);
        long chat;
        try (FileStore store = FileStore.open(folder.resolve("device"), key)) {
            EncryptedSession bobs = devices.of(bob, store);
            chat = adas.chatWith(bob.id().value());
            adas.send(chat, Content.text("before"));
            assertThat(Devices.texts(bobs)).containsExactly("before");
            assertThatThrownBy(() -> FileStore.open(folder.resolve("device"), key))
                    .isInstanceOf(RuntimeException.class);
        }
        adas.send(chat, Content.text("after"));
        try (FileStore store = FileStore.open(folder.resolve("device"), key)) {
            EncryptedSession bobs = devices.of(bob, store);
            assertThat(bobs.device()).isEqualTo(1);
            assertThat(Devices.texts(bobs)).containsExactly("after");
        }
    }

    @Test
    void bothSeeTheSameSafetyNumber() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        adas.chatWith(bob.id().value());

        assertThat(adas.safetyNumber(bob.id().value()).digits())
                .isEqualTo(bobs.safetyNumber(ada.id().value()).digits())
                .hasSize(60);
    }

    @Test
    void aBrokenSessionHealsWithoutAPerson() {
        RatchetStore.Memory store = new RatchetStore.Memory();
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob, store);
        long chat = adas.chatWith(bob.id().value());
        adas.send(chat, Content.text("one"));
        assertThat(Devices.texts(bobs)).containsExactly("one");
        bobs.send(chat, Content.text("answered"));
        assertThat(Devices.texts(adas)).containsExactly("answered");
        breakSession(store, ada);
        adas.send(chat, Content.text("lost at first"));

        Received unreadable = Devices.mail(bobs).getFirst();
        assertThat(unreadable.content()).isNull();
        assertThat(unreadable.failure()).isPresent();
        assertThat(bobs.unreadable()).isEqualTo(1);
        Devices.mail(adas);
        assertThat(Devices.texts(bobs)).containsExactly("lost at first");
        assertThat(bobs.unreadable()).isZero();
        adas.send(chat, Content.text("and on"));
        assertThat(Devices.texts(bobs)).containsExactly("and on");
    }

    private static void breakSession(RatchetStore store, Person peer) {
        store.transaction(
                records -> {
                    records.remove("session/" + peer.id() + "/1");
                    return true;
                });
    }

    @Test
    void aSendWhoseAnswerWasLostIsSentOnce() throws IOException {
        EncryptedSession bobs = devices.of(bob);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = devices.of(between.address(), ada);
            long chat = adas.chatWith(bob.id().value());
            between.becomes(
                    new BetweenServer.Mischief() {
                        @Override
                        public Fate fate(String method, String path) {
                            return method.equals("POST") && path.endsWith("/messages")
                                    ? Fate.LOSE_ANSWER
                                    : Fate.PASS;
                        }
                    });
            assertThatThrownBy(() -> adas.send(chat, Content.text("once")))
                    .isInstanceOf(UnreachableException.class);
            between.becomes(new BetweenServer.Mischief() {});

            assertThat(adas.resume()).hasSize(1);
            assertThat(adas.resume()).isEmpty();
            assertThat(Devices.texts(bobs)).containsExactly("once");
        }
    }

    // --- a server that cheats --------------------------------------------------------------------

    private void refused(Cheat.Show show, Reason reason, Optional<String> words)
            throws IOException {
        devices.of(bob);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = devices.of(between.address(), ada);
            long chat = adas.chatWith(bob.id().value());
            adas.send(chat, Content.text("before"));
            between.becomes(new Cheat(show));
            assertThatThrownBy(
                            () -> {
                                adas.send(chat, Content.text("after"));
                                adas.devices(bob.id().value());
                            })
                    .isInstanceOfSatisfying(
                            EncryptionException.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(reason);
                                words.ifPresent(text -> assertThat(e).hasMessageContaining(text));
                            });
        }
    }

    @Test
    void aGhostDeviceIsRefused() throws IOException {
        refused(
                (path, real) -> {
                    if (path.contains("/devices") && path.contains("/chats/")) {
                        real.path("members")
                                .forEach(
                                        member -> {
                                            ObjectNode ghost =
                                                    ((ArrayNode) member.path("devices"))
                                                            .addObject();
                                            ghost.put("device_id", 9);
                                            ghost.put("registration_id", 1);
                                        });
                    }
                    return real;
                },
                Reason.GHOST_DEVICE,
                Optional.of("has not signed for"));
    }

    @Test
    void aStrangerInAChatOfTwoIsRefused() throws IOException {
        Person eve = server.people().newcomer("Eve");
        devices.of(eve);
        refused(
                (path, real) -> {
                    if (path.contains("/devices") && path.contains("/chats/")) {
                        ObjectNode member = ((ArrayNode) real.path("members")).addObject();
                        member.put("user_id", eve.id().value());
                        member.put("list_version", 1);
                        ObjectNode device = member.putArray("devices").addObject();
                        device.put("device_id", 1);
                        device.put("registration_id", 1);
                    }
                    return real;
                },
                Reason.NOT_A_MEMBER,
                Optional.of("chat of two"));
    }

    @Test
    void aSwappedAccountKeyIsRefused() throws IOException {
        Person eve = server.people().newcomer("Eve");
        devices.of(eve);
        JsonNode hers =
                eve.api().get("/api/e2ee/users/" + eve.id() + "/devices").expect(200).json();
        refused(
                (path, real) -> {
                    if (path.startsWith("/api/e2ee/users/" + bob.id())) {
                        real.set("account_key", hers.path("account_key"));
                        real.set("device_lists", hers.path("device_lists"));
                        real.set("certificates", hers.path("certificates"));
                    }
                    return real;
                },
                Reason.IDENTITY_MISMATCH,
                Optional.of("Compare the safety number"));
    }

    @Test
    void newKeysAreTakenOnlyAsTheyWereCompared() {
        long bobsId = bob.id().value();
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        long chat = adas.chatWith(bobsId);
        SafetyNumber before = adas.safetyNumber(bobsId);
        assertThat(before.digits()).isEqualTo(bobs.safetyNumber(ada.id().value()).digits());

        CryptoDevice anew = CryptoDevice.unknown(bob);
        Map<String, Object> startOver = new LinkedHashMap<>(anew.setUp());
        startOver.put("start_over", true);
        startOver.put("password", bob.password());
        bob.api().post("/api/e2ee/account", startOver).expect(201);
        anew.ready(5);
        assertThatThrownBy(() -> adas.send(chat, Content.text("to whom?")))
                .isInstanceOf(EncryptionException.class);
        SafetyNumber offered = adas.offeredSafetyNumber(bobsId);
        assertThat(offered.digits()).isNotEqualTo(before.digits());
        assertThat(adas.safetyNumber(bobsId).digits()).isEqualTo(before.digits());

        // What was compared is what is taken, whatever the server shows by then.
        assertThatThrownBy(() -> adas.acceptKeys(bobsId, before))
                .isInstanceOf(EncryptionException.class);
        assertThat(adas.safetyNumber(bobsId).digits()).isEqualTo(before.digits());
        adas.acceptKeys(bobsId, offered);
        assertThat(adas.safetyNumber(bobsId).digits()).isEqualTo(offered.digits());
        assertThat(adas.send(chat, Content.text("to Bob")).seq()).isPositive();
    }

    @Test
    void aRolledBackListIsRefused() throws IOException {
        EncryptedSession bobs = devices.of(bob);
        JsonNode old = bob.api().get("/api/e2ee/users/" + bob.id() + "/devices").json();
        devices.another(bob, bobs);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = devices.of(between.address(), ada);
            adas.chatWith(bob.id().value());
            assertThat(adas.devices(bob.id().value()).devices()).hasSize(2);
            between.becomes(
                    new BetweenServer.Mischief() {
                        @Override
                        public JsonNode answer(String method, String path, JsonNode real) {
                            return path.startsWith("/api/e2ee/users/" + bob.id()) ? old : real;
                        }
                    });
            assertThatThrownBy(() -> adas.devices(bob.id().value()))
                    .isInstanceOfSatisfying(
                            EncryptionException.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(Reason.LIST_ROLLBACK);
                                assertThat(e).hasMessageContaining("an older list");
                            });
        }
    }

    @Test
    void aPlaintextInTheMailboxIsNotShown() throws IOException {
        EncryptedSession adas = devices.of(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = devices.of(between.address(), bob);
            long chat = adas.chatWith(bob.id().value());
            adas.send(chat, Content.text("real"));
            between.becomes(
                    new BetweenServer.Mischief() {
                        @Override
                        public JsonNode answer(String method, String path, JsonNode real) {
                            if (path.equals("/api/e2ee/mailbox") && method.equals("GET")) {
                                real.path("items")
                                        .forEach(
                                                item ->
                                                        ((ObjectNode) item)
                                                                .put("envelope", "cGxhaW50ZXh0")
                                                                .put("body", "cGxhaW50ZXh0"));
                            }
                            return real;
                        }
                    });
            Received shown = Devices.mail(bobs).getFirst();

            assertThat(shown.content()).isNull();
            assertThat(shown.failure()).isPresent();
        }
    }

    @Test
    void aReadableChatInPlaceOfAnEncryptedOneIsRefused() throws IOException {
        devices.of(bob);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = devices.of(between.address(), ada);
            between.becomes(
                    new BetweenServer.Mischief() {
                        @Override
                        public JsonNode answer(String method, String path, JsonNode real) {
                            if (path.equals("/api/chats") && method.equals("POST")) {
                                ((ObjectNode) real.path("chat")).put("mode", "server");
                            }
                            return real;
                        }
                    });
            assertThatThrownBy(() -> adas.chatWith(bob.id().value()))
                    .isInstanceOf(EncryptionException.class);
        }
    }
}
