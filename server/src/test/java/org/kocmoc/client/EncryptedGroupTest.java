package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.Received;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.SenderKeys;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// Groups by sender keys and signed membership, of the SDK.
@Timeout(120)
class EncryptedGroupTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person carol = server.people().newcomer("Carol");

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
    void whoIsBlockedByAMemberIsHeardByTheGroup() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession carols = devices.of(carol);
        bob.api().post("/api/blocks/" + ada.id()).expect(200);
        carol.api().post("/api/blocks/" + bob.id()).expect(200);
        long chat = carols.group("Friends", List.of(id(ada), id(bob)));

        adas.send(chat, Content.text("one"));
        bobs.send(chat, Content.text("two"));

        assertThat(Devices.texts(carols)).containsExactly("one", "two");
        assertThat(Devices.texts(bobs)).contains("one");
        assertThat(Devices.texts(adas)).contains("two");
    }

    @Test
    void aMessageIsEncryptedOnceForAllDevices() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession bobsSecond = devices.another(bob, bobs);
        EncryptedSession carols = devices.of(carol);
        long chat = adas.group("Friends", List.of(id(bob), id(carol)));

        Received sent = adas.send(chat, Content.text("one"));
        bobs.receive(message -> {});
        bobs.send(chat, Content.text("two").replyingTo(sent.ref()));
        bobsSecond.send(chat, Content.reaction(sent.ref(), "👍"));

        assertThat(rows(ada, chat))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.path("group_envelope").isString()).isTrue());
        assertThat(Devices.texts(adas)).containsExactly("two", "👍");
        assertThat(Devices.texts(bobsSecond)).containsExactly("one", "two");
        assertThat(Devices.texts(carols)).containsExactly("one", "two", "👍");
        assertThat(Devices.texts(bobs)).containsExactly("👍");
        assertThat(carols.members(chat).members())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                id(ada), Role.ADMIN,
                                id(bob), Role.MEMBER,
                                id(carol), Role.MEMBER));
    }

    @Test
    void aReactionReachesWhoeverHasReadEverything() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        long chat = adas.group("Friends", List.of(id(bob)));
        Received sent = adas.send(chat, Content.text("one"));
        assertThat(Devices.texts(bobs)).containsExactly("one");

        adas.send(chat, Content.edit(sent.ref(), "one!"));
        assertThat(Devices.texts(bobs)).containsExactly("one!");
        bobs.send(chat, Content.reaction(sent.ref(), "👍"));
        assertThat(Devices.texts(adas)).containsExactly("👍");
        assertThat(Devices.mail(bobs)).isEmpty();
    }

    @Test
    void aNewcomerReadsFromThenOnAndWhoIsRemovedNoMore() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession carols = devices.of(carol);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("before"));
        int first = chain(ada, chat);
        adas.members(chat).add(List.of(id(carol)));
        adas.send(chat, Content.text("with Carol"));
        assertThat(chain(ada, chat)).isEqualTo(first);
        assertThat(Devices.texts(carols)).containsExactly("with Carol");
        assertThat(Devices.texts(bobs)).containsExactly("before", "with Carol");
        bobs.send(chat, Content.text("hello Carol"));
        int bobsFirst = chain(ada, chat);
        assertThat(Devices.texts(carols)).containsExactly("hello Carol");

        adas.members(chat).remove(id(carol));
        adas.send(chat, Content.text("without Carol"));
        assertThat(chain(ada, chat)).isNotEqualTo(first);
        bobs.send(chat, Content.text("neither"));

        assertThat(chain(ada, chat)).isNotEqualTo(bobsFirst);
        assertThat(Devices.texts(bobs)).containsExactly("without Carol");
        assertThat(Devices.texts(carols)).isEmpty();
        assertThat(carols.unreadable()).isZero();
    }

    @Test
    void whoLeavesIsLeftOutAndTheLastAdminLeavesAnHeir() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession carols = devices.of(carol);
        long chat = adas.group("Friends", List.of(id(bob), id(carol)));
        adas.send(chat, Content.text("all"));
        adas.members(chat).leave();

        bobs.send(chat, Content.text("both"));
        assertThat(Devices.texts(carols)).containsExactly("all", "both");
        Map<Long, Role> left = carols.members(chat).members();
        assertThat(left).hasSize(2).containsValue(Role.ADMIN).doesNotContainKey(id(ada));
    }

    @Test
    void aDeviceThatIsTakenOffTheListEndsTheChain() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession lost = devices.another(bob, bobs);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("to both"));
        int first = chain(ada, chat);
        assertThat(Devices.texts(lost)).containsExactly("to both");

        takeOff(bobs, lost.device());
        adas.send(chat, Content.text("to one"));

        assertThat(chain(ada, chat)).isNotEqualTo(first);
        assertThat(Devices.texts(bobs)).containsExactly("to both", "to one");
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
                        devices.session(ada),
                        new RatchetStore.Memory(),
                        new EncryptedSession.Options(null, Duration.ofMillis(1), now::get));
        EncryptedSession bobs = devices.of(bob);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("today"));
        int first = chain(ada, chat);
        now.set(now.get().plus(Duration.ofDays(6)));
        adas.send(chat, Content.text("this week"));
        assertThat(chain(ada, chat)).isEqualTo(first);
        now.set(now.get().plus(Duration.ofDays(2)));
        adas.send(chat, Content.text("next week"));

        assertThat(chain(ada, chat)).isNotEqualTo(first);
        assertThat(Devices.texts(bobs)).containsExactly("today", "this week", "next week");
    }

    @Test
    void aLostChainHealsWithoutAPerson() {
        RatchetStore.Memory store = new RatchetStore.Memory();
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob, store);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("one"));
        assertThat(Devices.texts(bobs)).containsExactly("one");
        store.transaction(
                records -> {
                    records.remove("sender/%032x/%d/1".formatted(chat, id(ada)));
                    return true;
                });
        adas.send(chat, Content.text("lost at first"));

        Received unreadable = Devices.mail(bobs).getFirst();
        assertThat(unreadable.content()).isNull();
        assertThat(unreadable.failure()).contains(Reason.NO_SESSION);
        Devices.mail(adas);
        assertThat(Devices.texts(bobs)).containsExactly("lost at first");
        assertThat(bobs.unreadable()).isZero();
        adas.send(chat, Content.text("and on"));
        assertThat(Devices.texts(bobs)).containsExactly("and on");
    }

    @Test
    void aGroupWithoutAChainIsReadAndGetsOneByItsAdmin() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
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
        assertThat(Devices.texts(adas)).containsExactly("to each", "me too");
        assertThat(Devices.texts(bobs)).containsExactly("to all");
    }

    @Test
    void twoAdminsWhoActAtOnceBothGetTheirWish() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        devices.of(carol);
        Person dan = server.people().newcomer("Dan");
        devices.of(dan);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.members(chat).setRole(id(bob), "admin");
        bobs.send(chat, Content.text("I know"));
        adas.members(chat).add(List.of(id(carol)));
        // Bob's device still believes in the entry before.
        bobs.members(chat).add(List.of(id(dan)));

        adas.send(chat, Content.text("all four"));
        assertThat(adas.members(chat).members()).hasSize(4);
    }
}
