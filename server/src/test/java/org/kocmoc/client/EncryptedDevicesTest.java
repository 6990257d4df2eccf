package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.EncryptionException;
import org.kocmoc.client.encryption.MemoryStore;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.limits.Size;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.DeviceList;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.PreKeys;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// Devices of the SDK that come and go, have wrong clocks, and try again.
@Timeout(120)
class EncryptedDevicesTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");

    private static long id(Person person) {
        return person.id().value();
    }

    @Test
    void aDeviceThatWasTakenOffReadsNothingMoreAndStaysOff() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        Session lostSession = devices.anotherSession(bob);
        MemoryStore lostStore = new MemoryStore();
        EncryptedSession lost =
                EncryptedSession.open(
                        lostSession, lostStore, Devices.EAGER.joining(bobs.accountSeed()));
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("to both"));
        assertThat(Devices.texts(lost)).containsExactly("to both");

        bobs.remove(lost.device());
        adas.send(chat, Content.text("to one"));

        assertThat(Devices.texts(bobs)).containsExactly("to both", "to one");
        assertThatThrownBy(() -> EncryptedSession.open(lostSession, lostStore, Devices.EAGER))
                .isInstanceOf(EncryptionException.class)
                .hasMessageContaining("taken off")
                .extracting(refusal -> ((EncryptionException) refusal).reason())
                .isEqualTo(Reason.GHOST_DEVICE);
        assertThat(adas.devices(id(bob)).devices()).hasSize(1);
    }

    @Test
    void aNewDeviceReadsWhatIsSaidFromThenOnWhateverItsClockShows() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.send(chat, Content.text("before"));
        List<EncryptedSession> wrong = new ArrayList<>();
        for (Duration error : List.of(Duration.ofHours(2), Duration.ofHours(-2))) {
            InstantSource clock = () -> InstantSource.system().instant().plus(error);
            wrong.add(
                    EncryptedSession.open(
                            devices.anotherSession(bob),
                            new MemoryStore(),
                            new EncryptedSession.Options(
                                    bobs.accountSeed(), Duration.ofMillis(1), clock)));
        }

        adas.send(chat, Content.text("after"));

        for (EncryptedSession device : wrong) {
            assertThat(Devices.texts(device)).containsExactly("after");
            assertThat(device.unreadable()).isZero();
        }
    }

    @Test
    void listsAreFollowedHoweverManyThereAre() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        KnownDevices first = adas.devices(id(bob));
        AccountKey account = AccountKey.ofSeed(bobs.accountSeed());
        DeviceList last = first.list();
        for (int page = 0; page < 2; page++) {
            List<String> lists = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                DeviceList.Signed next = account.nextList(last, first.devices());
                lists.add(Base64.getUrlEncoder().withoutPadding().encodeToString(next.encode()));
                last = next.list();
            }
            bob.api()
                    .put(
                            "/api/e2ee/devices",
                            Map.of("device_lists", lists, "certificates", List.of()))
                    .expect(200);
        }

        assertThat(adas.devices(id(bob)).list().version()).isEqualTo(161);

        EncryptedSession.open(
                devices.anotherSession(bob),
                new MemoryStore(),
                Devices.EAGER.joining(bobs.accountSeed()));
        assertThat(adas.devices(id(bob)).devices()).hasSize(2);
    }

    @Test
    void whatIsRefusedHoldsUpNothing() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        long left = adas.group("Left", List.of(id(bob)));
        long stays = adas.chatWith(id(bob));
        bobs.put(left, Content.text("too late"));
        bobs.put(stays, Content.text("in time"));
        adas.members(left).remove(id(bob));

        assertThatThrownBy(bobs::resume)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not_a_member");

        assertThat(Devices.texts(adas)).containsExactly("in time");
        assertThat(bobs.resume()).isEmpty();
    }

    @Test
    void removingAndLeavingCanBeRepeatedAfterALostAnswer() throws IOException {
        Person carol = server.people().newcomer("Carol");
        devices.of(bob);
        try (BetweenServer between = new BetweenServer(server.port())) {
            EncryptedSession adas =
                    EncryptedSession.open(
                            Devices.session(between.address(), ada),
                            new MemoryStore(),
                            Devices.EAGER);
            EncryptedSession carols =
                    EncryptedSession.open(
                            Devices.session(between.address(), carol),
                            new MemoryStore(),
                            Devices.EAGER);
            long chat = adas.group("Friends", List.of(id(bob), id(carol)));
            between.becomes(losing("/members/", "/leave"));
            assertThatThrownBy(() -> adas.members(chat).remove(id(bob)))
                    .isInstanceOf(UnreachableException.class);
            assertThatThrownBy(() -> carols.members(chat).leave())
                    .isInstanceOf(UnreachableException.class);
            between.becomes(new BetweenServer.Mischief() {});

            adas.members(chat).remove(id(bob));
            carols.members(chat).leave();

            adas.send(chat, Content.text("alone"));
            assertThat(adas.members(chat).members()).containsOnlyKeys(id(ada));
        }
    }

    private static BetweenServer.Mischief losing(String... parts) {
        return new BetweenServer.Mischief() {
            @Override
            public Fate fate(String method, String path) {
                for (String part : parts) {
                    if (path.contains(part)) {
                        return Fate.LOSE_ANSWER;
                    }
                }
                return Fate.PASS;
            }
        };
    }

    @Test
    void theDevicesOfAChatAreLookedUpOnceInFiveMinutes() throws IOException {
        EncryptedSession bobs = devices.of(bob);
        TestClock clock = new TestClock();
        AtomicInteger looks = new AtomicInteger();
        try (BetweenServer between = new BetweenServer(server.port())) {
            between.becomes(
                    new BetweenServer.Mischief() {
                        @Override
                        public Fate fate(String method, String path) {
                            if (path.matches("/api/e2ee/chats/\\d+/devices")) {
                                looks.incrementAndGet();
                            }
                            return Fate.PASS;
                        }
                    });
            EncryptedSession adas =
                    EncryptedSession.open(
                            Devices.session(between.address(), ada),
                            new MemoryStore(),
                            new EncryptedSession.Options(null, Duration.ofMillis(1), clock));
            long chat = adas.chatWith(id(bob));
            adas.send(chat, Content.text("one"));
            looks.set(0);
            adas.send(chat, Content.text("two"));
            assertThat(looks).hasValue(0);
            clock.advance(Duration.ofMinutes(5));
            adas.send(chat, Content.text("three"));
            assertThat(looks).hasValue(1);
            EncryptedSession second = devices.another(bob, bobs);
            adas.send(chat, Content.text("to a new device"));
            assertThat(looks).hasValue(2);
            assertThat(Devices.texts(second)).containsExactly("to a new device");
        }
        assertThat(Devices.texts(bobs)).containsExactly("one", "two", "three", "to a new device");
    }

    /// The roster that is kept names a device which a session would have to be begun with.
    @Test
    void aDeviceThatIsGoneHoldsNoMessageUp() {
        MemoryStore store = new MemoryStore();
        EncryptedSession adas = devices.of(ada, store);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession lost = devices.another(bob, bobs);
        long chat = adas.chatWith(id(bob));
        adas.send(chat, Content.text("to both"));
        String session = "session/" + id(bob) + "/" + lost.device();
        store.transaction(
                records -> {
                    assertThat(records.get(session)).isPresent();
                    records.remove(session);
                    return session;
                });
        bobs.remove(lost.device());

        adas.send(chat, Content.text("to one"));

        assertThat(Devices.texts(bobs)).containsExactly("to both", "to one");
    }

    @Test
    void keysAreRenewedAfterAWeek() {
        TestClock clock = new TestClock();
        EncryptedSession adas =
                EncryptedSession.open(
                        devices.session(ada),
                        new MemoryStore(),
                        new EncryptedSession.Options(null, Duration.ofMillis(1), clock));
        Session session = devices.session(ada);
        long first = signedKey(session);
        clock.advance(Duration.ofDays(6));
        adas.replenish();
        assertThat(signedKey(session)).isEqualTo(first);

        clock.advance(Duration.ofDays(2));
        adas.replenish();

        assertThat(signedKey(session)).isGreaterThan(first);
    }

    /// Where a device tops up and where the server tells it to is one number of the specification.
    @Test
    void keysAreFilledUpBelowTheNumberAtWhichTheServerAsksForMore() {
        EncryptedSession adas = devices.of(ada);
        Session session = devices.session(ada);
        int keys = Size.E2EE_ONE_TIME_KEYS_LOW.value();
        int kems = Size.E2EE_ONE_TIME_KEMS_LOW.value();
        leave(keys, kems);
        adas.replenish();
        assertThat(left(session)).containsExactly(keys, kems);

        leave(keys - 1, kems);
        adas.replenish();
        assertThat(left(session)).containsExactly(PreKeys.ONE_TIME_COUNT, kems);

        leave(keys, kems - 1);
        adas.replenish();
        assertThat(left(session)).containsExactly(keys, PreKeys.KEM_COUNT);
    }

    private void leave(int keys, int kems) {
        for (var kept : Map.of("e2ee_one_time_keys", keys, "e2ee_one_time_kems", kems).entrySet()) {
            String others =
                    "DELETE FROM %1$s WHERE user_id = ? AND key_id NOT IN (SELECT key_id FROM %1$s WHERE user_id = ? LIMIT ?)"
                            .formatted(kept.getKey());
            server.database().execute(h -> h.execute(others, id(ada), id(ada), kept.getValue()));
        }
    }

    private static List<Integer> left(Session session) {
        JsonNode state = session.call("GET", "/api/e2ee/keys", null);
        return List.of(state.path("one_time").asInt(), state.path("one_time_kem").asInt());
    }

    private static long signedKey(Session session) {
        return session.call("GET", "/api/e2ee/keys", null).path("signed_id").asLong();
    }
}
