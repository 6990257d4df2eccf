package org.kocmoc.ratchet.internal;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.internal.SessionState.Origin;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Cbc;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Kem;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// Our state machine as one party of Signal's protocol. Everything secret is drawn from one stream
/// of randomness, so that a recorded exchange can be replayed. Tests only.
public final class SignalPeer {
    /// Ids of our own pre-keys.
    public static final int SIGNED_ID = 22;

    public static final int ONE_TIME_ID = 31;
    public static final int KEM_ID = 41;
    private static final long NOW = 1_793_491_200_000L;

    private final SignalSuite suite;
    private final Primitives primitives;
    private final Handshake handshake;
    private final DoubleRatchet ratchet;
    private final byte[] seed;
    private final Secret identity;
    private final Secret signed;
    private final Secret oneTime;
    private final Kem.Pair kem;
    private @Nullable SessionState state;

    /// A message and its type (2 or 3).
    public record Sent(int type, Bytes bytes) {}

    public SignalPeer(SignalSuite suite, SecureRandom random) {
        this.suite = suite;
        this.primitives =
                new Primitives(
                        Agreement.jdk(),
                        new MontgomerySigning(),
                        Kem.jdk1024(),
                        Kdf.jdk(),
                        Cbc.jdk(),
                        Gcm.jdk(),
                        random);
        handshake = new Handshake(suite, primitives);
        ratchet = new DoubleRatchet(suite, primitives);
        seed = primitives.draw(32);
        identity = Secret.of(MontgomerySigning.agreementKey(seed));
        signed = Secret.of(primitives.draw(32));
        oneTime = Secret.of(primitives.draw(32));
        kem = primitives.kem().generate(random);
    }

    public Primitives primitives() {
        return primitives;
    }

    public Bytes identityKey() {
        return agreementKey(identity);
    }

    public Bytes signedKey() {
        return agreementKey(signed);
    }

    public Bytes oneTimeKey() {
        return agreementKey(oneTime);
    }

    public Bytes kemKey() {
        return Bytes.of(kem.publicKey());
    }

    public byte[] sign(byte[] data) {
        return primitives.signing().sign(seed, data);
    }

    /// Starts a session with a peer's public keys.
    public void initiate(Bytes peerIdentity, PreKeyChoice keys) {
        Handshake.Initiated made =
                handshake.initiate(party(1, identityKey()), identity, party(2, peerIdentity), keys);
        PreKeyChoice.Key one = keys.oneTime();
        PreKeyChoice.KemKey kemKey = keys.kem();
        Opening opening =
                new Opening(
                        one == null ? 0 : one.id(),
                        keys.signed().id(),
                        kemKey == null ? 0 : kemKey.id(),
                        made.kemCiphertext(),
                        made.baseKey(),
                        new Opening.Sender(7, identityKey(), Bytes.empty(), 0));
        state = ratchet.initiator(made.agreed(), keys.signed().key(), opening, NOW);
    }

    public Sent send(byte[] content) {
        DoubleRatchet.Sent sent = ratchet.encrypt(current(), content);
        state = sent.state();
        Opening opening = sent.state().opening();
        return opening == null
                ? new Sent(2, sent.message())
                : new Sent(
                        3, Bytes.of(new FirstMessageWire(opening, sent.message()).encode(suite)));
    }

    public byte[] receive(int type, byte[] bytes) {
        byte[] inner = bytes;
        SessionState from = state;
        if (type == 3) {
            FirstMessageWire first = FirstMessageWire.parse(suite, bytes);
            inner = first.message().toArray();
            if (from == null || !from.origin().baseKey().equals(first.opening().baseKey())) {
                from = answer(first.opening());
            }
        }
        DoubleRatchet.Received received =
                ratchet.decrypt(
                        from == null ? current() : from, MessageWire.parse(suite, inner), NOW);
        state = received.state();
        return received.content();
    }

    /// As if the process had ended and begun again.
    public void restart() {
        if (state != null) {
            state = SessionFormat.read(SessionFormat.write(state));
        }
    }

    private SessionState answer(Opening opening) {
        boolean withOneTime = opening.oneTimeId() != 0;
        PreKeyChoice keys =
                new PreKeyChoice(
                        new PreKeyChoice.Key(SIGNED_ID, signedKey()),
                        withOneTime ? new PreKeyChoice.Key(ONE_TIME_ID, oneTimeKey()) : null,
                        suite.hasKem() ? new PreKeyChoice.KemKey(KEM_ID, 0, kemKey()) : null);
        Handshake.Privates privates =
                new Handshake.Privates(
                        signed,
                        withOneTime ? oneTime : null,
                        suite.hasKem() ? Secret.of(kem.privateKey()) : null);
        Transcript transcript =
                new Transcript(
                        party(2, opening.sender().agreementKey()),
                        party(1, identityKey()),
                        keys,
                        opening.baseKey(),
                        opening.kemCiphertext());
        Handshake.Agreed agreed = handshake.accept(identity, privates, transcript);
        Origin origin = new Origin(opening.baseKey(), false, agreed.associatedData());
        return ratchet.responder(agreed, signed, signedKey(), origin, NOW);
    }

    private SessionState current() {
        if (state == null) {
            throw new IllegalStateException("no session");
        }
        return state;
    }

    private static Party party(long user, Bytes key) {
        return new Party(new Address(user, 1), Bytes.empty(), key);
    }

    private Bytes agreementKey(Secret secret) {
        return Bytes.of(primitives.agreement().publicKey(secret.bytes()));
    }
}
