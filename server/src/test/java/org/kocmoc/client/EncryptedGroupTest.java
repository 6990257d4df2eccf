package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.SenderKeys;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Groups by sender keys and signed membership, of the SDK, against the real server and against one
/// that cheats.
@Timeout(120)
class EncryptedGroupTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final EncryptedSession.Options EAGER =
            EncryptedSession.Options.USUAL.repairing(Duration.ofMillis(1));

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person carol = server.people().newcomer("Carol");

    private static URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private static Session session(URI at, Person person) {
        return Kocmoc.at(at).withToken(person.token());
    }

    private static EncryptedSession device(Person person) {
        return device(address(), person, new RatchetStore.Memory());
    }

    private static EncryptedSession device(URI at, Person person, RatchetStore store) {
        return EncryptedSession.open(session(at, person), store, EAGER);
    }

    private static EncryptedSession second(Person person, EncryptedSession first) {
        Session session = Kocmoc.at(address()).signIn(person.email(), person.password());
        return EncryptedSession.open(
                session, new RatchetStore.Memory(), EAGER.joining(first.accountSeed()));
    }

    private static List<Received> mail(EncryptedSession device) {
        List<Received> all = new ArrayList<>();
        device.receive(all::add);
        return all;
    }

    private static List<String> texts(EncryptedSession device) {
        return mail(device).stream()
                .map(Received::content)
                .map(content -> content == null ? "?" : content.text())
                .toList();
    }

    private static long id(Person person) {
        return person.id().value();
    }

    private static List<JsonNode> rows(Person reader, long chat) {
        List<JsonNode> rows = new ArrayList<>();
        reader.api()
                .get("/api/e2ee/chats/" + chat + "/messages?after=0&limit=50")
                .expect(200)
                .json()
                .path("messages")
                .forEach(rows::add);
        return rows;
    }

    /// The chain that the newest message was sent on.
    private static int chain(Person reader, long chat) {
        JsonNode newest = rows(reader, chat).getLast();
        return SenderKeys.header(bytes(newest.path("group_envelope"))).chainId();
    }

    private static byte[] bytes(JsonNode text) {
        return Base64.getUrlDecoder().decode(text.asString());
    }

    @Test
    void aMessageIsEncryptedOnceForAllDevices() {
        EncryptedSession adas = device(ada);
        EncryptedSession bobs = device(bob);
        EncryptedSession bobsSecond = second(bob, bobs);
        EncryptedSession carols = device(carol);
        long chat = adas.group("Friends", List.of(id(bob), id(carol)));

        Received sent = adas.send(chat, Content.text("one"));
        bobs.receive(message -> {});
        bobs.send(chat, Content.text("two").replyingTo(sent.ref()));
        bobsSecond.send(chat, Content.reaction(sent.ref(), "👍"));

        assertThat(rows(ada, chat))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.path("group_envelope").isString()).isTrue());
        assertThat(texts(adas)).containsExactly("two", "👍");
        assertThat(texts(bobsSecond)).containsExactly("one", "two");
        assertThat(texts(carols)).containsExactly("one", "two", "👍");
        assertThat(texts(bobs)).containsExactly("👍");
        assertThat(carols.members(chat).members())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                id(ada), Role.ADMIN,
                                id(bob), Role.MEMBER,
                                id(carol), Role.MEMBER));
    }

    @Test
    void aNewcomerReadsFromThenOnAndWhoIsRemovedNoMore() {
        EncryptedSession adas = device(ada);
        EncryptedSession bobs = device(bob);
        EncryptedSession carols = device(carol);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("before"));
        int first = chain(ada, chat);
        adas.members(chat).add(List.of(id(carol)));
        adas.send(chat, Content.text("with Carol"));
        assertThat(chain(ada, chat)).isEqualTo(first);
        assertThat(texts(carols)).containsExactly("with Carol");
        assertThat(texts(bobs)).containsExactly("before", "with Carol");
        bobs.send(chat, Content.text("hello Carol"));
        int bobsFirst = chain(ada, chat);
        assertThat(texts(carols)).containsExactly("hello Carol");

        adas.members(chat).remove(id(carol));
        adas.send(chat, Content.text("without Carol"));
        assertThat(chain(ada, chat)).isNotEqualTo(first);
        bobs.send(chat, Content.text("neither"));

        assertThat(chain(ada, chat)).isNotEqualTo(bobsFirst);
        assertThat(texts(bobs)).containsExactly("without Carol");
        assertThat(texts(carols)).isEmpty();
        assertThat(carols.unreadable()).isZero();
    }

    @Test
    void whoLeavesIsLeftOutAndTheLastAdminLeavesAnHeir() {
        EncryptedSession adas = device(ada);
        EncryptedSession bobs = device(bob);
        EncryptedSession carols = device(carol);
        long chat = adas.group("Friends", List.of(id(bob), id(carol)));
        adas.send(chat, Content.text("all"));
        adas.members(chat).leave();

        bobs.send(chat, Content.text("both"));
        assertThat(texts(carols)).containsExactly("all", "both");
        Map<Long, Role> left = carols.members(chat).members();
        assertThat(left).hasSize(2).containsValue(Role.ADMIN).doesNotContainKey(id(ada));
    }

    @Test
    void aDeviceThatIsTakenOffTheListEndsTheChain() {
        EncryptedSession adas = device(ada);
        EncryptedSession bobs = device(bob);
        EncryptedSession lost = second(bob, bobs);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("to both"));
        int first = chain(ada, chat);
        assertThat(texts(lost)).containsExactly("to both");

        takeOff(bobs, lost.device());
        adas.send(chat, Content.text("to one"));

        assertThat(chain(ada, chat)).isNotEqualTo(first);
        assertThat(texts(bobs)).containsExactly("to both", "to one");
    }

    private void takeOff(EncryptedSession bobs, int device) {
        KnownDevices known = bobs.devices(id(bob));
        AccountKey account = AccountKey.ofSeed(bobs.accountSeed());
        bob.api()
                .put(
                        "/api/e2ee/devices",
                        Map.of(
                                "device_lists",
                                List.of(
                                        Base64.getUrlEncoder()
                                                .withoutPadding()
                                                .encodeToString(
                                                        account.nextList(
                                                                        known.list(),
                                                                        known.devices().stream()
                                                                                .filter(
                                                                                        d ->
                                                                                                d.address()
                                                                                                                .deviceId()
                                                                                                        != device)
                                                                                .toList())
                                                                .encode())),
                                "certificates",
                                List.of()))
                .expect(200);
    }

    @Test
    void aChainEndsAfterAWeek() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        EncryptedSession adas =
                EncryptedSession.open(
                        session(address(), ada),
                        new RatchetStore.Memory(),
                        new EncryptedSession.Options(null, Duration.ofMillis(1), now::get));
        EncryptedSession bobs = device(bob);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("today"));
        int first = chain(ada, chat);
        now.set(now.get().plus(Duration.ofDays(6)));
        adas.send(chat, Content.text("this week"));
        assertThat(chain(ada, chat)).isEqualTo(first);
        now.set(now.get().plus(Duration.ofDays(2)));
        adas.send(chat, Content.text("next week"));

        assertThat(chain(ada, chat)).isNotEqualTo(first);
        assertThat(texts(bobs)).containsExactly("today", "this week", "next week");
    }

    @Test
    void aLostChainHealsWithoutAPerson() {
        RatchetStore.Memory store = new RatchetStore.Memory();
        EncryptedSession adas = device(ada);
        EncryptedSession bobs = device(address(), bob, store);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("one"));
        assertThat(texts(bobs)).containsExactly("one");
        store.transaction(
                records -> {
                    records.remove("sender/%032x/%d/1".formatted(chat, id(ada)));
                    return true;
                });
        adas.send(chat, Content.text("lost at first"));

        Received unreadable = mail(bobs).getFirst();
        assertThat(unreadable.content()).isNull();
        assertThat(unreadable.failure()).contains(Reason.NO_SESSION);
        mail(adas);
        assertThat(texts(bobs)).containsExactly("lost at first");
        assertThat(bobs.unreadable()).isZero();
        adas.send(chat, Content.text("and on"));
        assertThat(texts(bobs)).containsExactly("and on");
    }

    @Test
    void aGroupWithoutAChainIsReadAndGetsOneByItsAdmin() {
        EncryptedSession adas = device(ada);
        EncryptedSession bobs = device(bob);
        long chat =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of(
                                        "type",
                                        "group",
                                        "name",
                                        "Old",
                                        "mode",
                                        "e2ee",
                                        "participantIds",
                                        List.of(id(bob))))
                        .expect(201)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        bobs.send(chat, Content.text("to each"));
        assertThat(rows(ada, chat).getLast().path("group_envelope").isNull()).isTrue();
        adas.send(chat, Content.text("to all"));
        assertThat(rows(ada, chat).getLast().path("group_envelope").isString()).isTrue();
        bobs.send(chat, Content.text("me too"));

        assertThat(rows(ada, chat).getLast().path("group_envelope").isString()).isTrue();
        assertThat(texts(adas)).containsExactly("to each", "me too");
        assertThat(texts(bobs)).containsExactly("to all");
    }

    @Test
    void twoAdminsWhoActAtOnceBothGetTheirWish() {
        EncryptedSession adas = device(ada);
        EncryptedSession bobs = device(bob);
        device(carol);
        Person dan = server.people().newcomer("Dan");
        device(dan);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.members(chat).setRole(id(bob), "admin");
        bobs.send(chat, Content.text("I know"));
        adas.members(chat).add(List.of(id(carol)));
        // Bob's device still believes in the entry before.
        bobs.members(chat).add(List.of(id(dan)));

        adas.send(chat, Content.text("all four"));
        assertThat(adas.members(chat).members()).hasSize(4);
    }

    // --- a server that cheats --------------------------------------------------------------------

    private interface Cheat {
        JsonNode answer(String path, ObjectNode real);
    }

    private static BetweenServer.Mischief mischief(Cheat cheat) {
        return new BetweenServer.Mischief() {
            @Override
            public JsonNode answer(String method, String path, JsonNode real) {
                return real instanceof ObjectNode object ? cheat.answer(path, object) : real;
            }
        };
    }

    private void refused(Reason reason, String words, Cheat cheat) throws IOException {
        EncryptedSession bobs = device(bob);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = device(between.address(), ada, new RatchetStore.Memory());
            long chat = adas.group("Friends", List.of(id(bob)));
            adas.send(chat, Content.text("before"));
            bobs.members(chat);
            assertThat(texts(bobs)).containsExactly("before");
            between.becomes(mischief(cheat));
            assertThatThrownBy(() -> adas.send(chat, Content.text("after")))
                    .isInstanceOfSatisfying(
                            EncryptionException.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(reason);
                                assertThat(e).hasMessageContaining(words);
                            });
            assertThat(texts(bobs)).isEmpty();
            between.becomes(new BetweenServer.Mischief() {});
            adas.send(chat, Content.text("honest again"));
            assertThat(texts(bobs)).containsExactly("honest again");
        }
    }

    @Test
    void aMemberWhomNobodySignedForIsRefused() throws IOException {
        Person eve = server.people().newcomer("Eve");
        EncryptedSession eves = device(eve);
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
        EncryptedSession adas = device(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = device(between.address(), bob, new RatchetStore.Memory());
            long chat = adas.group("Friends", List.of(id(bob)));
            bobs.send(chat, Content.text("before"));
            between.becomes(
                    mischief(
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
            assertThat(texts(adas)).containsExactly("before");
        }
    }

    @Test
    void anEntryByAMemberWhoIsNoAdminIsRefused() throws IOException {
        EncryptedSession bobs = device(bob);
        Person eve = server.people().newcomer("Eve");
        EncryptedSession eves = device(eve);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas = device(between.address(), ada, new RatchetStore.Memory());
            long chat = adas.group("Friends", List.of(id(bob), id(eve)));
            adas.send(chat, Content.text("before"));
            // The server takes what follows in number; that Eve may not sign it is the clients' to
            // see.
            eves.send(chat, Content.text("I know the entry"));
            assertThatThrownBy(() -> eves.members(chat).add(List.of(id(carol))))
                    .isInstanceOf(EncryptionException.class);
            JsonNode newest =
                    ada.api()
                            .get("/api/e2ee/chats/" + chat + "/membership")
                            .expect(200)
                            .json()
                            .path("entries")
                            .path(0);
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
                    mischief(
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
            assertThat(texts(bobs)).containsExactly("before", "I know the entry");
        }
    }

    /// The server keeps showing somebody whom the admins have removed: nobody gives them a key.
    @Test
    void whoIsSignedOutGetsNoKeyWhateverTheRosterSays() {
        EncryptedSession bobs = device(bob);
        EncryptedSession carols = device(carol);
        EncryptedSession adas = device(ada);
        long chat = adas.group("Friends", List.of(id(bob), id(carol)));
        adas.send(chat, Content.text("all"));
        assertThat(texts(carols)).containsExactly("all");
        adas.members(chat).remove(id(carol));
        ada.api()
                .post("/api/chats/" + chat + "/members", Map.of("userIds", List.of(id(carol))))
                .expect(200);
        adas.send(chat, Content.text("without"));

        assertThat(texts(bobs)).containsExactly("all", "without");
        List<Received> seen = mail(carols);
        assertThat(seen).allSatisfy(one -> assertThat(one.content()).isNull());
        mail(adas);
        mail(carols);
        assertThat(mail(carols)).allSatisfy(one -> assertThat(one.content()).isNull());
        assertThatThrownBy(() -> carols.send(chat, Content.text("still here?")))
                .isInstanceOf(EncryptionException.class);
    }

    @Test
    void aChangedGroupEnvelopeIsRefusedAndHealed() throws IOException {
        EncryptedSession adas = device(ada);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = device(between.address(), bob, new RatchetStore.Memory());
            long chat = adas.group("Friends", List.of(id(bob)));
            adas.send(chat, Content.text("one"));
            between.becomes(
                    mischief(
                            (path, real) -> {
                                real.path("messages").forEach(EncryptedGroupTest::spoil);
                                return real;
                            }));
            assertThat(mail(bobs))
                    .singleElement()
                    .satisfies(
                            one -> {
                                assertThat(one.content()).isNull();
                                assertThat(one.failure()).contains(Reason.UNDECRYPTABLE);
                            });
            between.becomes(new BetweenServer.Mischief() {});
            adas.send(chat, Content.text("two"));
            assertThat(texts(bobs)).contains("two");
            mail(adas);
            mail(bobs);
            mail(adas);
            mail(bobs);
            assertThat(bobs.unreadable()).isZero();
        }
    }

    private static void spoil(JsonNode row) {
        if (row instanceof ObjectNode object && object.path("group_envelope").isString()) {
            byte[] envelope = bytes(object.path("group_envelope"));
            envelope[envelope.length - 1] ^= 1;
            object.put(
                    "group_envelope",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(envelope));
        }
    }

    @Test
    void theServerCannotShowAMessageUnderAnotherSender() throws IOException {
        EncryptedSession adas = device(ada);
        device(carol);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession bobs = device(between.address(), bob, new RatchetStore.Memory());
            long chat = adas.group("Friends", List.of(id(bob), id(carol)));
            adas.send(chat, Content.text("mine"));
            between.becomes(
                    mischief(
                            (path, real) -> {
                                real.path("messages")
                                        .forEach(
                                                row ->
                                                        ((ObjectNode) row)
                                                                .put("sender_id", id(carol)));
                                return real;
                            }));
            assertThat(mail(bobs))
                    .singleElement()
                    .satisfies(
                            one ->
                                    assertThat(one.failure())
                                            .isEqualTo(Optional.of(Reason.NO_SESSION)));
        }
    }
}
