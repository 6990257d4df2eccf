package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kocmoc.ratchet.Membership.Member;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.group.SenderChain;
import org.kocmoc.ratchet.group.SenderWire;
import org.kocmoc.ratchet.internal.FirstMessageWire;
import org.kocmoc.ratchet.internal.MessageWire;
import org.kocmoc.ratchet.internal.PeerSessions;
import org.kocmoc.ratchet.internal.Suite;
import org.kocmoc.ratchet.primitive.Primitives;

/// Every decoder with valid inputs for it. Keys come from a fixed seed, so that an input found once
/// means the same in every run.
final class FuzzCorpus {
    private static final byte[] STORE_KEY = new byte[32];

    private final TestRandom random = new TestRandom(4);
    private final Primitives primitives = random.primitives();
    private final TestClock clock = new TestClock();
    private final Person ada = new Person(1, clock, primitives).withOneTimeKeys(2);
    private final Person bob = new Person(2, clock, primitives).withOneTimeKeys(2);
    private final Bytes group = Bytes.of(new byte[16]);
    private final List<byte[]> firsts = new ArrayList<>();
    private final List<byte[]> messages = new ArrayList<>();
    private final Map<Person, byte[]> saves = new HashMap<>();

    FuzzCorpus() {
        ada.start(bob);
        Ciphertext first = ada.send(bob, "hello");
        firsts.add(first.bytes().toArray());
        firsts.add(ada.send(bob, "again").bytes().toArray());
        bob.receive(ada, first);
        messages.add(bob.send(ada, "hi").bytes().toArray());
        bob.send(ada, "lost");
        Ciphertext late = bob.send(ada, "late");
        ada.receive(bob, late);
        messages.add(ada.send(bob, "x".repeat(500)).bytes().toArray());
        messages.add(late.bytes().toArray());
    }

    List<FuzzTarget> targets() {
        List<FuzzTarget> all = new ArrayList<>();
        identities(all);
        pairwise(all);
        groups(all);
        others(all);
        new FuzzLinking(ada, primitives).addTo(all);
        return all;
    }

    private void identities(List<FuzzTarget> all) {
        add(all, "certificate", b -> DeviceCert.Signed.parse(b).encode(), ada.cert.encode());
        add(all, "device list", b -> DeviceList.Signed.parse(b).encode(), ada.list.encode());
        add(all, "known devices", b -> KnownDevices.decode(b).encode(), ada.known().encode());
        add(all, "device keys", b -> DeviceKeys.decode(b).encode(), ada.device.encode());
        add(
                all,
                "bundle",
                b -> PreKeyBundle.parse(b).encode(),
                ada.takeBundle().encode(),
                new PreKeyBundle(
                                ada.cert,
                                ada.current.signed(),
                                ada.current.lastResort(),
                                Optional.empty())
                        .encode());
    }

    private void pairwise(List<FuzzTarget> all) {
        add(
                all,
                "first message",
                b -> FirstMessageWire.parse(Suite.K1, b).encode(Suite.K1),
                firsts);
        all.add(
                new FuzzTarget(
                        "message",
                        messages,
                        b -> {
                            MessageWire wire = MessageWire.parse(Suite.K1, b);
                            return Optional.of(
                                    new Packer().bytes(wire.body()).bytes(wire.tag()).done());
                        }));
        List<byte[]> sessions = new ArrayList<>();
        List<byte[]> stored = new ArrayList<>();
        for (Person person : List.of(ada, bob)) {
            person.store.forEach(
                    (name, value) -> (name.startsWith("session/") ? sessions : stored).add(value));
        }
        add(all, "sessions", b -> PeerSessions.decode(b).encode(), sessions);
        all.add(new FuzzTarget("decrypt first", firsts, b -> opened(bob, ada, 3, b)));
        all.add(new FuzzTarget("decrypt", messages, b -> opened(ada, bob, 2, b)));
        all.add(new FuzzTarget("use stored pre-keys", stored, this::withDamagedRecords));
        byte[] key = new byte[32];
        all.add(
                new FuzzTarget(
                        "sealed store",
                        List.of(ada.store.seal(key)),
                        b -> {
                            RatchetStore.Memory.open(key, b);
                            return Optional.empty();
                        }));
    }

    private void groups(List<FuzzTarget> all) {
        Membership members =
                Membership.first(
                        group,
                        ada.address(),
                        1,
                        List.of(new Member(1, Role.ADMIN), new Member(2, Role.MEMBER)));
        SenderKeys keys = new SenderKeys(ada.address(), clock, primitives);
        byte[] chain = ada.store.transaction(tx -> keys.rotate(tx, group));
        byte[] message = ada.store.transaction(tx -> keys.encrypt(tx, members, new byte[100]));
        add(
                all,
                "membership",
                b -> Membership.Signed.parse(b).encode(),
                members.sign(ada.device).encode());
        all.add(
                new FuzzTarget(
                        "group message",
                        List.of(message),
                        b -> {
                            SenderWire wire = SenderWire.parse(Suite.K1, b);
                            return Optional.of(
                                    new Packer().bytes(wire.body()).bytes(wire.signature()).done());
                        }));
        all.add(
                new FuzzTarget(
                        "distribution",
                        List.of(chain),
                        b -> {
                            bob.store.transaction(
                                    tx -> {
                                        new SenderKeys(bob.address(), clock)
                                                .accept(tx, ada.address(), group, b);
                                        return true;
                                    });
                            return Optional.empty();
                        }));
        byte[] own = ada.store.transaction(tx -> tx.get("sender/" + group.hex())).orElseThrow();
        add(all, "sender chain", b -> SenderChain.decode(b).encode(), own);
    }

    private void others(List<FuzzTarget> all) {
        byte[] byCode = BackupKey.generate(primitives).wrap(1, "0".repeat(26));
        all.add(
                new FuzzTarget(
                        "wrapped key",
                        List.of(byCode),
                        b -> {
                            BackupKey.unwrap(1, "0".repeat(26), b);
                            return Optional.empty();
                        }));
        byte[] keys =
                Backup.encode(
                        List.of(
                                new Backup.MessageKey(
                                        7, group, new byte[32], Bytes.of(new byte[32]))));
        add(
                all,
                "account",
                b -> Backup.encode(Backup.decodeAccount(b)),
                Backup.encode(
                        new Backup.Account(
                                new byte[32],
                                ada.list,
                                List.of(
                                        new Backup.Verification(
                                                2,
                                                bob.account.publicKey(),
                                                Backup.State.VERIFIED,
                                                7)))));
        add(all, "message keys", b -> Backup.encode(Backup.decodeMessageKeys(b)), keys);
    }

    /// Decrypts, and puts the receiver back to where it was.
    private Optional<byte[]> opened(Person to, Person from, int type, byte[] bytes) {
        List<String> before = to.dump();
        byte[] saved = saves.computeIfAbsent(to, person -> person.store.seal(STORE_KEY));
        try {
            to.receive(from, Ciphertext.of(type, bytes));
            to.store = RatchetStore.Memory.open(STORE_KEY, saved);
        } catch (RatchetException e) {
            assertThat(to.dump()).isEqualTo(before);
            throw e;
        } finally {
            random.drawn();
        }
        return Optional.empty();
    }

    private Optional<byte[]> withDamagedRecords(byte[] bytes) {
        RatchetStore.Memory store = new RatchetStore.Memory();
        clock.advance(Duration.ofSeconds(1));
        return store.transaction(
                tx -> {
                    for (String name : List.of("prekeys/signed", "prekeys/kem", "prekey/kem/1")) {
                        tx.put(name, bytes);
                    }
                    ada.preKeys.rotate(tx);
                    return Optional.empty();
                });
    }

    private static void add(
            List<FuzzTarget> all,
            String name,
            Function<byte[], byte[]> roundTrip,
            byte[]... corpus) {
        add(all, name, roundTrip, List.of(corpus));
    }

    private static void add(
            List<FuzzTarget> all,
            String name,
            Function<byte[], byte[]> roundTrip,
            List<byte[]> corpus) {
        all.add(new FuzzTarget(name, corpus, b -> Optional.of(roundTrip.apply(b))));
    }
}
