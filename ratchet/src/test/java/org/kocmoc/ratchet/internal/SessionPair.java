package org.kocmoc.ratchet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.internal.SessionState.Origin;
import org.kocmoc.ratchet.primitive.Kem;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// Ada and Bob over any suite and primitives, without anything around the state machine. Keys are
/// drawn from the primitives' randomness.
public final class SessionPair {
    public static final long NOW = 1_793_491_200_000L;

    public final Suite suite;
    public final Primitives primitives;
    public final DoubleRatchet ratchet;
    public final Handshake handshake;
    public final Secret adaKey;
    public final Secret bobKey;
    public final Party ada;
    public final Party bob;
    public PreKeyChoice keys;
    public final Handshake.Privates privates;
    public SessionState adaState;
    public SessionState bobState;

    private SessionPair(Suite suite, Primitives primitives) {
        this.suite = suite;
        this.primitives = primitives;
        ratchet = new DoubleRatchet(suite, primitives);
        handshake = new Handshake(suite, primitives);
        adaKey = Secret.of(primitives.draw(32));
        bobKey = Secret.of(primitives.draw(32));
        ada = party(1, adaKey);
        bob = party(2, bobKey);
        Secret signed = Secret.of(primitives.draw(32));
        Secret oneTime = Secret.of(primitives.draw(32));
        Kem.Pair kem = primitives.kem().generate(primitives.random());
        keys =
                new PreKeyChoice(
                        new PreKeyChoice.Key(1, agreementKey(signed)),
                        new PreKeyChoice.Key(2, agreementKey(oneTime)),
                        suite.hasKem()
                                ? new PreKeyChoice.KemKey(3, 0, Bytes.of(kem.publicKey()))
                                : null);
        privates =
                new Handshake.Privates(
                        signed, oneTime, suite.hasKem() ? Secret.of(kem.privateKey()) : null);
        connect();
    }

    /// Two parties with a session on each side, nothing sent.
    public static SessionPair connected(Suite suite, Primitives primitives) {
        return new SessionPair(suite, primitives);
    }

    private void connect() {
        Handshake.Initiated made = handshake.initiate(ada, adaKey, bob, keys);
        Opening opening =
                new Opening(
                        2,
                        1,
                        suite.hasKem() ? 3 : 0,
                        made.kemCiphertext(),
                        made.baseKey(),
                        new Opening.Sender(7, ada.agreementKey(), ada.signingKey(), 1));
        adaState = ratchet.initiator(made.agreed(), keys.signed().key(), opening, NOW);
        Transcript transcript =
                new Transcript(ada, bob, keys, made.baseKey(), made.kemCiphertext());
        Handshake.Agreed agreed = handshake.accept(bobKey, privates, transcript);
        bobState =
                ratchet.responder(
                        agreed,
                        privates.signed(),
                        keys.signed().key(),
                        new Origin(made.baseKey(), false, agreed.associatedData()),
                        NOW);
    }

    public byte[] send(boolean byAda, String text) {
        DoubleRatchet.Sent sent =
                ratchet.encrypt(byAda ? adaState : bobState, text.getBytes(UTF_8));
        set(byAda, sent.state());
        return sent.message().toArray();
    }

    public String receive(boolean byAda, byte[] message) {
        DoubleRatchet.Received received =
                ratchet.decrypt(
                        byAda ? adaState : bobState, MessageWire.parse(suite, message), NOW);
        set(byAda, received.state());
        return new String(received.content(), UTF_8);
    }

    /// As if both processes had ended and begun again.
    public void restart() {
        adaState = SessionFormat.read(SessionFormat.write(Objects.requireNonNull(adaState)));
        bobState = SessionFormat.read(SessionFormat.write(Objects.requireNonNull(bobState)));
    }

    private void set(boolean byAda, SessionState state) {
        if (byAda) {
            adaState = state;
        } else {
            bobState = state;
        }
    }

    private Party party(long user, Secret key) {
        byte[] signing = primitives.signing().publicKey(primitives.draw(32));
        return new Party(new Address(user, 1), Bytes.of(signing), agreementKey(key));
    }

    private Bytes agreementKey(Secret secret) {
        return Bytes.of(primitives.agreement().publicKey(secret.bytes()));
    }
}
