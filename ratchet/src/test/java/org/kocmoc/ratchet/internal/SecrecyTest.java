package org.kocmoc.ratchet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// What a stolen state opens, and for how long.
final class SecrecyTest {
    private final Primitives primitives = Primitives.standard();
    private final SessionPair pair = SessionPair.connected(Suite.K1, primitives);

    @Test
    void aStateOpensNothingThatWasReceivedBefore() {
        byte[] first = pair.send(true, "first");
        byte[] stored = SessionFormat.write(pair.bobState);
        pair.receive(false, first);
        byte[] second = pair.send(true, "second");
        byte[] beforeSecond = SessionFormat.write(pair.bobState);
        pair.receive(false, second);
        byte[] after = SessionFormat.write(pair.bobState);

        // The search finds the key where it is, so that not finding it means something.
        assertThat(opensFromSomeWindow(beforeSecond, second)).isTrue();
        assertThat(opensFromSomeWindow(after, second)).isFalse();
        assertThat(opensFromSomeWindow(after, first)).isFalse();
        assertThat(stored).isNotEqualTo(after);
    }

    @Test
    void aStateOpensNothingThatWasSentBefore() {
        byte[] sent = pair.send(true, "sent");

        assertThat(opensFromSomeWindow(SessionFormat.write(pair.adaState), sent)).isFalse();
    }

    @Test
    void aSkippedKeyIsGoneOnceUsed() {
        byte[] late = pair.send(true, "late");
        byte[] early = pair.send(true, "early");
        pair.receive(false, early);
        assertThat(opensFromSomeWindow(SessionFormat.write(pair.bobState), late)).isTrue();

        pair.receive(false, late);

        assertThat(opensFromSomeWindow(SessionFormat.write(pair.bobState), late)).isFalse();
    }

    @Test
    void aStolenStateIsUselessAfterARoundTrip() {
        pair.receive(false, pair.send(true, "hello"));
        SessionState stolen = SessionFormat.read(SessionFormat.write(pair.bobState));
        byte[] soon = pair.send(true, "soon");
        assertThat(pair.ratchet.decrypt(stolen, wire(soon), SessionPair.NOW).content())
                .isEqualTo("soon".getBytes(UTF_8));

        pair.receive(false, soon);
        pair.receive(true, pair.send(false, "reply"));
        pair.receive(false, pair.send(true, "1"));
        pair.receive(true, pair.send(false, "2"));
        byte[] healed = pair.send(true, "healed");

        assertRefused(
                Reason.UNDECRYPTABLE,
                () -> pair.ratchet.decrypt(stolen, wire(healed), SessionPair.NOW));
        assertThat(pair.receive(false, healed)).isEqualTo("healed");
    }

    @Test
    void wipingLeavesNoSecretInTheState() {
        pair.receive(false, pair.send(true, "hello"));
        SessionState state = pair.bobState;
        state.wipe();

        assertThat(state.rootKey().bytes()).containsOnly(0);
        assertThat(state.sending().chainKey().bytes()).containsOnly(0);
        assertThat(state.sending().ratchetPrivate().bytes()).containsOnly(0);
        state.receiving().forEach(c -> assertThat(c.chainKey().bytes()).containsOnly(0));
    }

    @Test
    void secretsAreNotPrinted() {
        pair.send(true, "hello");
        String printed =
                pair.adaState + " " + pair.adaState.rootKey() + " " + pair.adaState.sending();

        assertThat(printed)
                .contains("Secret")
                .doesNotContain(HexFormat.of().formatHex(pair.adaState.rootKey().bytes()));
    }

    /// Takes every 32 bytes of a dump as a seed, as a chain key, and as a chain key a few steps on.
    private boolean opensFromSomeWindow(byte[] dump, byte[] message) {
        Kdf kdf = primitives.kdf();
        for (int at = 0; at + 32 <= dump.length; at++) {
            Secret window = Secret.of(Arrays.copyOfRange(dump, at, at + 32));
            if (opens(window.copy(), message)) {
                return true;
            }
            for (int step = 0; step < 3; step++) {
                ReceivingChain.Step next = ReceivingChain.step(kdf, window);
                if (opens(next.seed(), message)) {
                    return true;
                }
                window = next.next();
            }
        }
        return false;
    }

    private boolean opens(Secret seed, byte[] message) {
        for (SessionState state : new SessionState[] {pair.bobState, pair.adaState}) {
            try {
                pair.ratchet.open(state.origin(), seed.copy(), wire(message));
                return true;
            } catch (RatchetException refused) {
                assertThat(Optional.of(refused.reason())).contains(Reason.UNDECRYPTABLE);
            }
        }
        return false;
    }

    private MessageWire wire(byte[] message) {
        return MessageWire.parse(Suite.K1, message);
    }
}
