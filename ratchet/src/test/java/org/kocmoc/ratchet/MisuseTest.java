package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.ratchet.Ciphertext.FirstMessage;
import org.kocmoc.ratchet.Ciphertext.Message;
import org.kocmoc.ratchet.RatchetException.Reason;

/// What a hostile server or peer can try at the pairwise layer.
final class MisuseTest {
    private final TestClock clock = new TestClock();
    private final Person ada = new Person(1, clock);
    private final Person bob = new Person(2, clock).withOneTimeKeys(2);
    private final Person carol = new Person(3, clock);

    @Test
    void aLowOrderRatchetKey() {
        ada.start(bob);
        bob.receive(ada, ada.send(bob, "hello"));
        byte[] reply = bob.send(ada, "hi").bytes().toArray();
        Arrays.fill(reply, 4, 36, (byte) 0);

        assertRefused(Reason.BAD_KEY, () -> ada.receive(bob, new Message(Bytes.of(reply))));
    }

    @Test
    void aSessionWithOneself() {
        assertRefused(Reason.SELF_SESSION, () -> ada.start(ada));
        ada.start(bob);
        Ciphertext first = ada.send(bob, "hello");
        assertRefused(Reason.SELF_SESSION, () -> ada.receive(ada, first));
    }

    @Test
    void anotherSendersMessage() {
        ada.start(bob);
        Ciphertext first = ada.send(bob, "hello");

        assertRefused(Reason.IDENTITY_MISMATCH, () -> bob.receive(carol, first));
    }

    @Test
    void aMessageReturnedToItsSender() {
        ada.start(bob);
        bob.receive(ada, ada.send(bob, "hello"));
        Ciphertext reply = bob.send(ada, "hi");
        ada.receive(bob, reply);
        Ciphertext message = ada.send(bob, "again");

        assertRefused(Reason.UNDECRYPTABLE, () -> ada.receive(bob, message));
    }

    @Test
    void aSenderWhoKnowsANewerList() {
        ada.store.transaction(
                tx -> {
                    ada.ratchet.start(tx, bob.takeBundle(), bob.known(), 9);
                    return true;
                });
        Ciphertext first = ada.send(bob, "hello");

        assertRefused(Reason.LIST_OUTDATED, () -> bob.receive(ada, first));
    }

    @Test
    void aDeviceWithoutTheSuite() {
        DeviceCert cert = bob.device.cert();
        DeviceCert old =
                new DeviceCert(
                        cert.address(),
                        cert.registrationId(),
                        cert.signingKey(),
                        cert.agreementKey(),
                        cert.createdMs(),
                        0);
        DeviceCert.Signed signed =
                bob.account.certify(new DeviceCert.Request(old, bob.device.sign(old.body())));
        KnownDevices known =
                KnownDevices.firstSeen(
                        bob.account.publicKey(),
                        bob.account.firstList(2, List.of(old)),
                        List.of(signed));
        PreKeyBundle good = bob.takeBundle();
        PreKeyBundle bundle = new PreKeyBundle(signed, good.signed(), good.kem(), good.oneTime());

        assertRefused(
                Reason.UNSUPPORTED_DEVICE,
                () ->
                        ada.store.transaction(
                                tx -> {
                                    ada.ratchet.start(tx, bundle, known, 1);
                                    return true;
                                }));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x33, 0x34, 0x44, 0x00, 0xE2})
    void versionDowngrades(int version) {
        ada.start(bob);
        byte[] first = ada.send(bob, "hello").bytes().toArray();
        first[0] = (byte) version;

        assertRefused(
                Reason.UNSUPPORTED_VERSION,
                () -> bob.receive(ada, new FirstMessage(Bytes.of(first))));
        assertRefused(
                Reason.UNSUPPORTED_VERSION, () -> bob.receive(ada, new Message(Bytes.of(first))));
    }

    @Test
    void theReservedFieldFive() {
        ada.start(bob);
        bob.receive(ada, ada.send(bob, "hello"));
        ada.receive(bob, bob.send(ada, "hi"));
        byte[] message = ada.send(bob, "x").bytes().toArray();
        byte[] longer = Arrays.copyOf(message, message.length + 2);
        System.arraycopy(message, message.length - 32, longer, longer.length - 32, 32);
        longer[message.length - 32] = 0x2A;
        longer[message.length - 31] = 0;

        assertRefused(Reason.MALFORMED, () -> bob.receive(ada, new Message(Bytes.of(longer))));
    }

    @Test
    void truncatedMessages() {
        ada.start(bob);
        bob.receive(ada, ada.send(bob, "hello"));
        ada.receive(bob, bob.send(ada, "hi"));
        byte[] message = ada.send(bob, "x").bytes().toArray();
        for (int length = 0; length < message.length; length++) {
            Bytes cut = Bytes.of(Arrays.copyOf(message, length));
            List<String> before = bob.dump();
            assertRefusedSomehow(() -> bob.receive(ada, new Message(cut)));
            assertThat(bob.dump()).isEqualTo(before);
        }
        assertThat(bob.receive(ada, new Message(Bytes.of(message)))).isEqualTo("x");
    }

    @Test
    void everyFlippedBitOfAMessage() {
        ada.start(bob);
        Ciphertext first = ada.send(bob, "x");
        byte[] bytes = first.bytes().toArray();
        List<String> before = bob.dump();
        for (int bit = 0; bit < bytes.length * 8; bit += 7) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            // The list version only tells when to fetch a list, and is not authenticated.
            if (bit / 8 == bytes.length - 1) {
                continue;
            }
            assertRefusedSomehow(() -> bob.receive(ada, new FirstMessage(Bytes.of(flipped))));
        }
        assertThat(bob.dump()).isEqualTo(before);
        assertThat(bob.receive(ada, first)).isEqualTo("x");
    }

    @Test
    void aJumpBeyondTheLimit() {
        ada.start(bob);
        Ciphertext last = ada.send(bob, "0");
        for (int i = 1; i <= 2_000; i++) {
            last = ada.send(bob, "x");
        }
        Ciphertext allowed = last;
        Ciphertext beyond = ada.send(bob, "too far");

        assertRefused(Reason.UNDECRYPTABLE, () -> bob.receive(ada, beyond));
        assertThat(bob.receive(ada, allowed)).isEqualTo("x");
        assertThat(bob.receive(ada, beyond)).isEqualTo("too far");
    }

    @Test
    void tooLargeBeforeParsing() {
        ada.start(bob);
        Bytes huge = Bytes.of(new byte[70_000]);

        assertRefused(Reason.TOO_LARGE, () -> bob.receive(ada, new Message(huge)));
        assertRefused(Reason.TOO_LARGE, () -> bob.receive(ada, new FirstMessage(huge)));
        assertRefused(Reason.MALFORMED, () -> bob.receive(ada, new Message(Bytes.empty())));
        assertRefused(Reason.MALFORMED, () -> Ciphertext.of(9, new byte[0]));
    }

    @Test
    void deletedPreKeys() {
        ada.start(bob);
        Ciphertext first = ada.send(bob, "late");
        bob.current = bob.store.transaction(bob.preKeys::rotate);
        clock.advance(Duration.ofDays(31));
        bob.store.transaction(bob.preKeys::rotate);

        assertRefused(Reason.UNKNOWN_PREKEY, () -> bob.receive(ada, first));
    }

    @Test
    void tooManyFirstMessagesForOneLastResortKey() {
        bob.oneTimeKem.clear();
        bob.oneTime.clear();
        bob.store.transaction(
                tx -> {
                    tx.put("basekeys/1", new byte[36 * 10_000]);
                    return true;
                });
        ada.start(bob);
        Ciphertext first = ada.send(bob, "one more");

        assertRefused(Reason.TOO_MANY, () -> bob.receive(ada, first));
    }

    private static void assertRefusedSomehow(Runnable call) {
        try {
            call.run();
        } catch (RatchetException expected) {
            return;
        }
        throw new AssertionError("was accepted");
    }
}
