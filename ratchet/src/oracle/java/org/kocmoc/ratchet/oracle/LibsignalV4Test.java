package org.kocmoc.ratchet.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.SafetyNumbers;
import org.kocmoc.ratchet.TestRandom;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.group.SenderChain;
import org.kocmoc.ratchet.group.SenderRatchet;
import org.kocmoc.ratchet.group.SenderWire;
import org.kocmoc.ratchet.internal.ReceivingChain;
import org.kocmoc.ratchet.internal.SenderContext;
import org.kocmoc.ratchet.internal.SignalPeer;
import org.kocmoc.ratchet.internal.SignalSuite;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.fingerprint.NumericFingerprintGenerator;
import org.signal.libsignal.protocol.groups.GroupCipher;
import org.signal.libsignal.protocol.groups.GroupSessionBuilder;
import org.signal.libsignal.protocol.groups.state.InMemorySenderKeyStore;
import org.signal.libsignal.protocol.message.SenderKeyDistributionMessage;

/// Our state machine against libsignal: PQXDH sessions, sender keys, safety numbers.
final class LibsignalV4Test {
    private static final Address US = new Address(1, 1);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void weInitiate(boolean oneTime) throws Exception {
        Exchange exchange = new Exchange(SignalSuite.V4, oneTime ? 41 : 42);
        exchange.weInitiate(exchange.theirs.choice(oneTime, true));
        exchange.traffic(60);
        exchange.record("v4-ours-initiates-" + (oneTime ? "with" : "without") + "-one-time");
        exchange.traffic(300);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theyInitiate(boolean oneTime) throws Exception {
        Exchange exchange = new Exchange(SignalSuite.V4, oneTime ? 43 : 44);
        exchange.theirs.initiate(exchange.ours, oneTime);
        exchange.theyInitiate();
        exchange.traffic(60);
        exchange.record("v4-theirs-initiates-" + (oneTime ? "with" : "without") + "-one-time");
        exchange.traffic(300);
    }

    @Test
    void theyReadOurGroupMessages() throws Exception {
        SignalPeer ours = new SignalPeer(SignalSuite.V4, new TestRandom(45));
        SenderRatchet ratchet = new SenderRatchet(SignalSuite.V4, ours.primitives());
        UUID group = UUID.randomUUID();
        SenderChain chain = ratchet.create(groupId(group), 77, 1);
        SignalProtocolAddress us = new SignalProtocolAddress("ours", 1);
        InMemorySenderKeyStore store = new InMemorySenderKeyStore();
        new GroupSessionBuilder(store)
                .process(us, new SenderKeyDistributionMessage(ratchet.distribution(chain)));
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            SenderContext context =
                    new SenderContext(
                            US, chain.groupId(), 77, chain.iteration(), 0, Bytes.empty());
            SenderRatchet.Sent sent = ratchet.encrypt(chain, context, new byte[] {(byte) i});
            chain = sent.chain();
            messages.add(sent.message().toArray());
        }
        List<Integer> order = shuffled(50);
        for (int i : order) {
            assertThat(new GroupCipher(store, us).decrypt(messages.get(i)))
                    .containsExactly((byte) i);
        }
    }

    @Test
    void weReadTheirGroupMessages() throws Exception {
        SignalPeer ours = new SignalPeer(SignalSuite.V4, new TestRandom(46));
        SenderRatchet ratchet = new SenderRatchet(SignalSuite.V4, ours.primitives());
        UUID group = UUID.randomUUID();
        SignalProtocolAddress them = new SignalProtocolAddress("theirs", 1);
        InMemorySenderKeyStore store = new InMemorySenderKeyStore();
        byte[] distribution =
                new GroupSessionBuilder(store).create(them, group).serialize();
        ReceivingChain chain = ratchet.parse(distribution).chain();
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            messages.add(
                    new GroupCipher(store, them)
                            .encrypt(group, new byte[] {(byte) i})
                            .serialize());
        }
        for (int i : shuffled(50)) {
            SenderRatchet.Received received =
                    ratchet.decrypt(
                            chain, US, SenderWire.parse(SignalSuite.V4, messages.get(i)), 1);
            chain = received.chain();
            assertThat(received.content()).containsExactly((byte) i);
        }
    }

    @Test
    void safetyNumbersAreEqualForEqualInput() {
        IdentityKeyPair ada = IdentityKeyPair.generate();
        IdentityKeyPair bob = IdentityKeyPair.generate();
        byte[] adaId = "ada".getBytes(StandardCharsets.UTF_8);
        byte[] bobId = "bob".getBytes(StandardCharsets.UTF_8);
        String theirs =
                new NumericFingerprintGenerator(5_200)
                        .createFor(0, adaId, ada.getPublicKey(), bobId, bob.getPublicKey())
                        .getDisplayableFingerprint()
                        .getDisplayText();

        assertThat(
                        SafetyNumbers.digits(
                                ada.getPublicKey().serialize(),
                                adaId,
                                bob.getPublicKey().serialize(),
                                bobId))
                .isEqualTo(theirs);
    }

    private static Bytes groupId(UUID uuid) {
        Packer out = new Packer();
        out.u64(uuid.getMostSignificantBits()).u64(uuid.getLeastSignificantBits());
        return Bytes.of(out.done());
    }

    private static List<Integer> shuffled(int count) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(5));
        return order;
    }
}
