package org.kocmoc.ratchet.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// Checks that can fail: each runs on the real thing and passes, then on a variant with a classic
/// mistake built in and must fail. The variants exist only here.
final class PlantedBugsTest {
    private final Primitives good = Primitives.standard();

    @Test
    void anUncheckedTagIsFound() {
        finds(
                PlantedBugsTest::aForgedTagIsRefused,
                pair(Suite.K1, good),
                pair(Suite.K1, with(new Faults.NoTagCheck(good.kdf()))));
    }

    @Test
    void aReusedKeyIsFound() {
        finds(
                PlantedBugsTest::equalContentsEncryptDifferently,
                pair(Suite.K1, good),
                pair(Suite.K1, with(new Faults.StuckChain(good.kdf()))));
    }

    @Test
    void anUnboundCounterIsFound() {
        finds(
                PlantedBugsTest::aChangedHeaderIsRefused,
                pair(Suite.K1, good),
                pair(new Faults.UnboundHeader(), good));
    }

    @Test
    void aStateWrittenBeforeAuthenticationIsFound() {
        Engine right =
                (pair, message) -> {
                    DoubleRatchet.Received received =
                            pair.ratchet.decrypt(pair.bobState, message, SessionPair.NOW);
                    pair.bobState = received.state();
                };
        Engine wrong =
                (pair, message) -> {
                    DoubleRatchet.Advanced advanced =
                            pair.ratchet.advance(pair.bobState, message, SessionPair.NOW);
                    SessionState.Origin origin = pair.bobState.origin();
                    pair.bobState = advanced.state();
                    pair.ratchet.open(origin, advanced.seed(), message);
                };

        aForgeryLeavesTheState(right);
        assertThatThrownBy(() -> aForgeryLeavesTheState(wrong)).isInstanceOf(AssertionError.class);
    }

    @Test
    void anAcceptedAllZeroSecretIsFound() {
        Consumer<SessionPair> check = PlantedBugsTest::lowOrderKeysAreRefused;
        check.accept(SessionPair.connected(Suite.K1, good));
        Primitives bad =
                new Primitives(
                        new Faults.AcceptsZero(good.agreement()),
                        good.signing(),
                        good.kem(),
                        good.kdf(),
                        good.cbc(),
                        good.gcm(),
                        good.random());
        assertThatThrownBy(() -> check.accept(SessionPair.connected(Suite.K1, bad)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void anAcceptedUnreducedKemKeyIsFound() {
        Consumer<SessionPair> check = PlantedBugsTest::unreducedKemKeysAreRefused;
        check.accept(SessionPair.connected(Suite.K1, good));
        Primitives bad =
                new Primitives(
                        good.agreement(),
                        good.signing(),
                        new Faults.ReducesSilently(good.kem()),
                        good.kdf(),
                        good.cbc(),
                        good.gcm(),
                        good.random());
        assertThatThrownBy(() -> check.accept(SessionPair.connected(Suite.K1, bad)))
                .isInstanceOf(AssertionError.class);
    }

    private static void finds(Consumer<SessionPair> check, SessionPair right, SessionPair wrong) {
        check.accept(right);
        assertThatThrownBy(() -> check.accept(wrong)).isInstanceOf(AssertionError.class);
    }

    private static void aForgedTagIsRefused(SessionPair pair) {
        byte[] message = pair.send(true, "hello");
        message[message.length - 1] ^= 1;
        assertRefused(Reason.UNDECRYPTABLE, () -> pair.receive(false, message));
    }

    private static void equalContentsEncryptDifferently(SessionPair pair) {
        MessageWire first = MessageWire.parse(pair.suite, pair.send(true, "hello"));
        MessageWire second = MessageWire.parse(pair.suite, pair.send(true, "hello"));
        assertThat(first.ciphertext()).isNotEqualTo(second.ciphertext());
    }

    private static void aChangedHeaderIsRefused(SessionPair pair) {
        MessageWire sent = MessageWire.parse(pair.suite, pair.send(true, "hello"));
        byte[] body =
                MessageWire.body(
                        pair.suite,
                        sent.ratchetKey(),
                        sent.counter(),
                        sent.previous() + 1,
                        sent.ciphertext().toArray());
        byte[] changed = Secret.join(body, sent.tag().toArray());
        assertRefused(Reason.UNDECRYPTABLE, () -> pair.receive(false, changed));
    }

    private interface Engine {
        void receive(SessionPair pair, MessageWire message);
    }

    private void aForgeryLeavesTheState(Engine engine) {
        SessionPair pair = pair(Suite.K1, good);
        byte[] message = pair.send(true, "hello");
        message[message.length - 40] ^= 1;
        byte[] before = SessionFormat.write(pair.bobState);
        assertRefused(
                Reason.UNDECRYPTABLE,
                () -> engine.receive(pair, MessageWire.parse(pair.suite, message)));
        assertThat(SessionFormat.write(pair.bobState)).isEqualTo(before);
    }

    private static void lowOrderKeysAreRefused(SessionPair pair) {
        byte[] one = new byte[32];
        one[0] = 1;
        pair.keys =
                new PreKeyChoice(
                        new PreKeyChoice.Key(1, Bytes.of(one)),
                        pair.keys.oneTime(),
                        pair.keys.kem());
        assertRefused(
                Reason.BAD_KEY,
                () -> pair.handshake.initiate(pair.ada, pair.adaKey, pair.bob, pair.keys));
    }

    private static void unreducedKemKeysAreRefused(SessionPair pair) {
        byte[] key = Objects.requireNonNull(pair.keys.kem()).key().toArray();
        key[0] = (byte) 0xFF;
        key[1] |= 0x0F;
        pair.keys =
                new PreKeyChoice(
                        pair.keys.signed(),
                        pair.keys.oneTime(),
                        new PreKeyChoice.KemKey(3, 0, Bytes.of(key)));
        assertRefused(
                Reason.BAD_KEY,
                () -> pair.handshake.initiate(pair.ada, pair.adaKey, pair.bob, pair.keys));
    }

    private static SessionPair pair(Suite suite, Primitives primitives) {
        return SessionPair.connected(suite, primitives);
    }

    private Primitives with(Kdf kdf) {
        return new Primitives(
                good.agreement(),
                good.signing(),
                good.kem(),
                kdf,
                good.cbc(),
                good.gcm(),
                good.random());
    }
}
