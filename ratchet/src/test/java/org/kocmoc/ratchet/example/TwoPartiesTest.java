package org.kocmoc.ratchet.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Ciphertext;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.DeviceList;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.PreKeyBundle;
import org.kocmoc.ratchet.PreKeys;
import org.kocmoc.ratchet.Ratchet;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.SafetyNumber;

/// The library in five minutes: two parties meet, talk, lose a message, restart. Read from the top;
/// everything used here is public.
final class TwoPartiesTest {
    /// A user with one device, and what that device keeps.
    static final class Party {
        final AccountKey account = AccountKey.generate();
        final DeviceKeys device;
        final RatchetStore.Memory store;
        final Ratchet ratchet;

        // What everybody may see: signed, so that the server cannot change it.
        final DeviceCert.Signed cert;
        final DeviceList.Signed list;

        Party(long userId) {
            InstantSource clock = InstantSource.system();
            device = DeviceKeys.generate(new Address(userId, 1), clock.millis());
            store = new RatchetStore.Memory();
            ratchet = new Ratchet(device, clock);
            cert = account.certify(device.request());
            list = account.firstList(userId, List.of(device.cert()));
        }

        /// What others know of this user after fetching the signed list from the server.
        KnownDevices seenByOthers() {
            return KnownDevices.firstSeen(account.publicKey(), list, List.of(cert));
        }

        /// Puts public pre-keys on the server, which hands them out to whoever wants to write.
        PreKeyBundle publish() {
            PreKeys preKeys = new PreKeys(device, InstantSource.system());
            return store.transaction(
                    records -> {
                        PreKeys.Rotated current = preKeys.rotate(records);
                        PreKeys.OneTime oneTime = preKeys.oneTime(records, 1).getFirst();
                        PreKeys.Kem kem = preKeys.oneTimeKem(records, 1).getFirst();
                        return new PreKeyBundle(cert, current.signed(), kem, Optional.of(oneTime));
                    });
        }

        Ciphertext write(Party to, String text) {
            return store.transaction(
                    records -> ratchet.encrypt(records, to.device.address(), text.getBytes(UTF_8)));
        }

        String read(Party from, Ciphertext message) {
            // A real client stores the text in this same transaction, and only then acknowledges.
            return store.transaction(
                    records ->
                            new String(
                                    ratchet.decrypt(
                                            records,
                                            from.seenByOthers(),
                                            from.device.address(),
                                            message),
                                    UTF_8));
        }
    }

    @Test
    void twoPartiesTalk() {
        Party ada = new Party(1);
        Party bob = new Party(2);

        // Bob's bundle waits on the server; Ada takes it and starts. Bob need not be online.
        PreKeyBundle bundle = bob.publish();
        ada.store.transaction(
                records -> {
                    ada.ratchet.start(records, bundle, bob.seenByOthers(), 1);
                    return true;
                });

        // First message and reply.
        Ciphertext first = ada.write(bob, "Hello, Bob");
        assertThat(bob.read(ada, first)).isEqualTo("Hello, Bob");
        assertThat(ada.read(bob, bob.write(ada, "Hello, Ada"))).isEqualTo("Hello, Ada");

        // A message is lost on the way. The next one is read all the same, and so is the lost one
        // if it turns up later.
        Ciphertext lost = ada.write(bob, "lost for a while");
        Ciphertext next = ada.write(bob, "did you get it?");
        assertThat(bob.read(ada, next)).isEqualTo("did you get it?");
        assertThat(bob.read(ada, lost)).isEqualTo("lost for a while");

        // Both compare these digits over the phone: nobody sits between them.
        SafetyNumber adas = SafetyNumber.of(1, ada.account.publicKey(), 2, bob.account.publicKey());
        SafetyNumber bobs = SafetyNumber.of(2, bob.account.publicKey(), 1, ada.account.publicKey());
        assertThat(adas.digits()).isEqualTo(bobs.digits());
    }

    @Test
    void aRestartContinuesWhereItWas() {
        Party ada = new Party(1);
        Party bob = new Party(2);
        PreKeyBundle bundle = bob.publish();
        ada.store.transaction(
                records -> {
                    ada.ratchet.start(records, bundle, bob.seenByOthers(), 1);
                    return true;
                });
        assertThat(bob.read(ada, ada.write(bob, "before"))).isEqualTo("before");

        // All that Bob's device must keep: its keys and its store, the latter sealed under a key
        // that the platform protects.
        byte[] platformKey = new byte[32];
        byte[] savedKeys = bob.device.encode();
        byte[] savedStore = bob.store.seal(platformKey);

        DeviceKeys device = DeviceKeys.decode(savedKeys);
        RatchetStore.Memory store = RatchetStore.Memory.open(platformKey, savedStore);
        Ratchet restarted = new Ratchet(device, InstantSource.system());
        Ciphertext after = ada.write(bob, "after");
        byte[] content =
                store.transaction(
                        records ->
                                restarted.decrypt(
                                        records, ada.seenByOthers(), ada.device.address(), after));

        assertThat(new String(content, UTF_8)).isEqualTo("after");
    }
}
