package org.kocmoc.ratchet.internal;

import java.util.Arrays;
import java.util.List;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Padding;
import org.kocmoc.ratchet.internal.SessionState.Activity;
import org.kocmoc.ratchet.internal.SessionState.Origin;
import org.kocmoc.ratchet.internal.SessionState.SendingChain;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// The Double Ratchet as a function: a state and a message give the next state and the content.
///
/// Receiving has two halves. [#advance] finds the message's key and the state that would follow,
/// and [#open] authenticates and decrypts; only [#decrypt], which does both, gives a state out.
public final class DoubleRatchet {
    private final Suite suite;
    private final Primitives primitives;

    /// The ratchet of a suite.
    public DoubleRatchet(Suite suite, Primitives primitives) {
        this.suite = suite;
        this.primitives = primitives;
    }

    /// A state and the message it sent.
    public record Sent(SessionState state, Bytes message) {}

    /// A state and the content it received.
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record Received(SessionState state, byte[] content) {
        @Override
        public String toString() {
            return "Received[" + state + "]";
        }
    }

    /// A state that may be kept once the message opened with this seed.
    record Advanced(SessionState state, Secret seed) {}

    /// The initiator's first state: it can send at once.
    public SessionState initiator(
            Handshake.Agreed agreed, Bytes peerSignedKey, Opening opening, long nowMs) {
        Secret fresh = Secret.of(primitives.draw(Agreement.SIZE));
        Step step = step(agreed.rootKey(), fresh, peerSignedKey);
        Bytes ratchetKey = Bytes.of(primitives.agreement().publicKey(fresh.bytes()));
        return new SessionState(
                new Origin(opening.baseKey(), true, agreed.associatedData()),
                new Activity(nowMs, nowMs, 0),
                step.rootKey(),
                new SendingChain(fresh, ratchetKey, step.chainKey(), 0, 0),
                List.of(ReceivingChain.start(peerSignedKey, agreed.chainKey())),
                opening,
                Bytes.empty());
    }

    /// The responder's first state, before the first message is decrypted with it.
    public SessionState responder(
            Handshake.Agreed agreed,
            Secret signedPrivate,
            Bytes signedKey,
            Origin origin,
            long nowMs) {
        return new SessionState(
                origin,
                new Activity(nowMs, nowMs, 0),
                agreed.rootKey(),
                new SendingChain(signedPrivate.copy(), signedKey, agreed.chainKey(), 0, 0),
                List.of(),
                null,
                Bytes.empty());
    }

    /// Encrypts one content.
    public Sent encrypt(SessionState state, byte[] content) {
        if (content.length > Limits.CONTENT) {
            throw new RatchetException(Reason.TOO_LARGE, "content too large");
        }
        SendingChain chain = state.sending();
        if (chain.index() == Integer.MAX_VALUE) {
            throw new RatchetException(Reason.SESSION_EXHAUSTED, "the counter is used up");
        }
        ReceivingChain.Step step = ReceivingChain.step(primitives.kdf(), chain.chainKey());
        byte[] padded = suite.isStrict() ? Padding.pad(content) : content.clone();
        try (MessageKeys keys = keys(step.seed())) {
            byte[] ciphertext =
                    primitives.cbc().encrypt(keys.encryption().bytes(), keys.iv().bytes(), padded);
            byte[] body =
                    MessageWire.body(
                            suite, chain.ratchetKey(), chain.index(), chain.previous(), ciphertext);
            byte[] input = authenticated(state.origin(), state.origin().sendingDirection(), body);
            byte[] tag = primitives.kdf().hmac(keys.mac().bytes(), input);
            byte[] message = Secret.join(body, Arrays.copyOf(tag, suite.tagSize()));
            return new Sent(state.sent(chain.advanced(step.next())), Bytes.of(message));
        } finally {
            step.seed().wipe();
            Secret.wipe(padded);
        }
    }

    /// Decrypts one message. On failure nothing has changed and nothing finer is told than
    /// `DUPLICATE` or `UNDECRYPTABLE`.
    public Received decrypt(SessionState state, MessageWire message, long nowMs) {
        Advanced advanced = advance(state, message, nowMs);
        return new Received(advanced.state(), open(state.origin(), advanced.seed(), message));
    }

    /// The key of a message and the state after it, nothing of it authenticated yet.
    Advanced advance(SessionState state, MessageWire message, long nowMs) {
        SessionState current = state.expired(nowMs);
        ReceivingChain chain = current.receivingChain(message.ratchetKey());
        if (chain == null) {
            current = turn(current, message.ratchetKey());
            chain = current.receiving().getLast();
        }
        ReceivingChain.Taken taken = chain.take(primitives.kdf(), message.counter(), nowMs);
        return new Advanced(current.received(taken.chain(), nowMs), taken.seed());
    }

    /// Authenticates and decrypts; uses up the seed.
    byte[] open(Origin origin, Secret seed, MessageWire message) {
        try (MessageKeys keys = keys(seed)) {
            byte[] input =
                    authenticated(origin, origin.receivingDirection(), message.body().toArray());
            // The tag first: the padding of a forged message must never be looked at.
            if (!primitives.kdf().verify(keys.mac().bytes(), input, message.tag().toArray())) {
                throw new RatchetException(Reason.UNDECRYPTABLE, "the message does not decrypt");
            }
            byte[] padded =
                    primitives
                            .cbc()
                            .decrypt(
                                    keys.encryption().bytes(),
                                    keys.iv().bytes(),
                                    message.ciphertext().toArray());
            return suite.isStrict() ? Padding.unpad(padded) : padded;
        } finally {
            seed.wipe();
        }
    }

    /// The asymmetric ratchet: the peer's new key gives a receiving chain, an own new key a sending
    /// one.
    private SessionState turn(SessionState state, Bytes peerKey) {
        primitives.agreement().check(peerKey.toArray());
        SendingChain old = state.sending();
        Step in = step(state.rootKey(), old.ratchetPrivate(), peerKey);
        Secret fresh = Secret.of(primitives.draw(Agreement.SIZE));
        Step out = step(in.rootKey(), fresh, peerKey);
        in.rootKey().wipe();
        Bytes ratchetKey = Bytes.of(primitives.agreement().publicKey(fresh.bytes()));
        SendingChain sending =
                new SendingChain(
                        fresh, ratchetKey, out.chainKey(), 0, Math.max(old.index() - 1, 0));
        return state.turned(out.rootKey(), ReceivingChain.start(peerKey, in.chainKey()), sending);
    }

    private record Step(Secret rootKey, Secret chainKey) {}

    private Step step(Secret rootKey, Secret own, Bytes peer) {
        byte[] shared = primitives.agreement().agree(own.bytes(), peer.toArray());
        byte[] keys = primitives.kdf().hkdf(rootKey.bytes(), shared, suite.ratchetInfo(), 64);
        try {
            return new Step(
                    Secret.of(Arrays.copyOf(keys, 32)),
                    Secret.of(Arrays.copyOfRange(keys, 32, 64)));
        } finally {
            Secret.wipe(shared, keys);
        }
    }

    private MessageKeys keys(Secret seed) {
        return MessageKeys.derive(primitives.kdf(), seed.bytes(), suite.messageInfo());
    }

    private byte[] authenticated(Origin origin, int direction, byte[] body) {
        return suite.authenticated(origin.associatedData().toArray(), direction, body);
    }
}
