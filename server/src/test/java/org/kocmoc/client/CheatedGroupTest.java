package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.EncryptionException;
import org.kocmoc.client.encryption.Received;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Encrypted groups of the SDK against a server that cheats.
@Timeout(120)
class CheatedGroupTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person carol = server.people().newcomer("Carol");

    private static long id(Person person) {
        return person.id().value();
    }

    private static byte[] bytes(JsonNode text) {
        return Base64.getUrlDecoder().decode(text.asString());
    }

    private void refused(Reason reason, String words, Cheat.Show show) throws IOException {
        EncryptedSession bobs = devices.of(bob);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = devices.of(between.address(), ada);
            long chat = adas.group("Friends", List.of(id(bob)));
            adas.send(chat, Content.text("before"));
            bobs.members(chat);
            assertThat(Devices.texts(bobs)).containsExactly("before");
            between.becomes(new Cheat(show));
            assertThatThrownBy(() -> adas.send(chat, Content.text("after")))
                    .isInstanceOfSatisfying(
                            EncryptionException.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(reason);
                                assertThat(e).hasMessageContaining(words);
                            });
            assertThat(Devices.texts(bobs)).isEmpty();
            between.becomes(new BetweenServer.Mischief() {});
            adas.send(chat, Content.text("honest again"));
            assertThat(Devices.texts(bobs)).containsExactly("honest again");
        }
    }

    @Test
    void aMemberWhomNobodySignedForIsRefused() throws IOException {
        Person eve = server.people().newcomer("Eve");
        EncryptedSession eves = devices.of(eve);
        int registration = eves.devices(id(eve)).devices().getFirst().registrationId();
        refused(
                Reason.NOT_A_MEMBER,
                "no admin has signed",
                (path, real) -> {
                    if (path.endsWith("/devices") && path.contains("/chats/")) {
                        addEve(id(eve), registration, real);
                    }
                    return real;
                });
    }

    private static void addEve(long eve, int registration, ObjectNode roster) {
        ObjectNode member = ((ArrayNode) roster.path("members")).addObject();
        member.put("user_id", eve);
        member.put("list_version", 1);
        ObjectNode device = member.putArray("devices").addObject();
        device.put("device_id", 1);
        device.put("registration_id", registration);
    }

    @Test
    void hiddenEntriesAreRefused() throws IOException {
        EncryptedSession adas = devices.of(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = devices.of(between.address(), bob);
            long chat = adas.group("Friends", List.of(id(bob)));
            bobs.send(chat, Content.text("before"));
            between.becomes(
                    new Cheat(
                            (path, real) -> {
                                if (path.endsWith("/devices") && path.contains("/chats/")) {
                                    real.put("membership_epoch", 0);
                                }
                                if (path.contains("/membership")) {
                                    real.putArray("entries");
                                }
                                return real;
                            }));
            assertThatThrownBy(() -> bobs.send(chat, Content.text("after")))
                    .isInstanceOfSatisfying(
                            EncryptionException.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(Reason.LIST_ROLLBACK);
                                assertThat(e).hasMessageContaining("hides entries");
                            });
            assertThat(Devices.texts(adas)).containsExactly("before");
        }
    }

    @Test
    void anEntryByAMemberWhoIsNoAdminIsRefused() throws IOException {
        EncryptedSession bobs = devices.of(bob);
        Person eve = server.people().newcomer("Eve");
        EncryptedSession eves = devices.of(eve);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = devices.of(between.address(), ada);
            long chat = adas.group("Friends", List.of(id(bob), id(eve)));
            adas.send(chat, Content.text("before"));
            // The server takes what follows in number; that Eve may not sign it is the clients' to
            // see.
            eves.send(chat, Content.text("I know the entry"));
            assertThatThrownBy(() -> eves.members(chat).add(List.of(id(carol))))
                    .isInstanceOf(EncryptionException.class);
            JsonNode newest = Devices.newestEntry(ada, chat);
            AtomicReference<@Nullable String> forged = new AtomicReference<>();
            Membership before = Membership.Signed.parse(bytes(newest.path("entry"))).entry();
            Membership.Signed entry =
                    new Membership.Signed(
                            before.next(
                                    new org.kocmoc.ratchet.Address(id(eve), 1),
                                    1,
                                    List.of(new Membership.Member(id(eve), Role.ADMIN))),
                            org.kocmoc.ratchet.Bytes.of(new byte[64]));
            forged.set(Base64.getUrlEncoder().withoutPadding().encodeToString(entry.encode()));
            between.becomes(
                    new Cheat(
                            (path, real) -> {
                                if (path.endsWith("/devices") && path.contains("/chats/")) {
                                    real.put("membership_epoch", 2);
                                }
                                if (path.contains("/membership?from=2")) {
                                    ObjectNode one = real.putArray("entries").addObject();
                                    one.put("entry", forged.get());
                                    one.set("certificate", newest.path("certificate"));
                                }
                                return real;
                            }));
            assertThatThrownBy(() -> adas.send(chat, Content.text("after")))
                    .isInstanceOfSatisfying(
                            EncryptionException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_A_MEMBER));
            assertThat(Devices.texts(bobs)).containsExactly("before", "I know the entry");
        }
    }

    /// The server keeps showing somebody whom the admins have removed: nobody gives them a key.
    @Test
    void whoIsSignedOutGetsNoKeyWhateverTheRosterSays() {
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession carols = devices.of(carol);
        EncryptedSession adas = devices.of(ada);
        long chat = adas.group("Friends", List.of(id(bob), id(carol)));
        adas.send(chat, Content.text("all"));
        assertThat(Devices.texts(carols)).containsExactly("all");
        adas.members(chat).remove(id(carol));
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(id(carol))))
                .expect(200);
        adas.send(chat, Content.text("without"));

        assertThat(Devices.texts(bobs)).containsExactly("all", "without");
        List<Received> seen = Devices.mail(carols);
        assertThat(seen).allSatisfy(one -> assertThat(one.content()).isNull());
        Devices.mail(adas);
        Devices.mail(carols);
        assertThat(Devices.mail(carols)).allSatisfy(one -> assertThat(one.content()).isNull());
        assertThatThrownBy(() -> carols.send(chat, Content.text("still here?")))
                .isInstanceOf(EncryptionException.class);
    }

    @Test
    void aChangedGroupEnvelopeIsRefusedAndHealed() throws IOException {
        EncryptedSession adas = devices.of(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = devices.of(between.address(), bob);
            long chat = adas.group("Friends", List.of(id(bob)));
            adas.send(chat, Content.text("one"));
            between.becomes(Cheat.spoilingGroupEnvelopes());
            assertThat(Devices.mail(bobs))
                    .singleElement()
                    .satisfies(
                            one -> {
                                assertThat(one.content()).isNull();
                                assertThat(one.failure()).contains(Reason.UNDECRYPTABLE);
                            });
            between.becomes(new BetweenServer.Mischief() {});
            adas.send(chat, Content.text("two"));
            assertThat(Devices.texts(bobs)).contains("two");
            Devices.mail(adas);
            Devices.mail(bobs);
            Devices.mail(adas);
            Devices.mail(bobs);
            assertThat(bobs.unreadable()).isZero();
        }
    }

    @Test
    void theServerCannotShowAMessageUnderAnotherSender() throws IOException {
        EncryptedSession adas = devices.of(ada);
        devices.of(carol);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = devices.of(between.address(), bob);
            long chat = adas.group("Friends", List.of(id(bob), id(carol)));
            adas.send(chat, Content.text("mine"));
            between.becomes(
                    new Cheat(
                            (path, real) -> {
                                real.path("messages")
                                        .forEach(
                                                row ->
                                                        ((ObjectNode) row)
                                                                .put("sender_id", id(carol)));
                                return real;
                            }));
            assertThat(Devices.mail(bobs))
                    .singleElement()
                    .satisfies(
                            one ->
                                    assertThat(one.failure())
                                            .isEqualTo(Optional.of(Reason.NO_SESSION)));
        }
    }
}
