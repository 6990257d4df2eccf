package org.kocmoc.ratchet.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.internal.PreKeyChoice.KemKey;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Kem;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// The key agreement of a first message: PQXDH, or X3DH in a suite without a KEM. Turns keys into
/// secrets; checks of identity, signatures and reuse are not this layer's concern.
public final class Handshake {
    private static final int SECRETS = 96;
    private static final byte[] NO_SALT = new byte[0];

    private final Suite suite;
    private final Primitives primitives;

    /// The handshake of a suite.
    public Handshake(Suite suite, Primitives primitives) {
        this.suite = suite;
        this.primitives = primitives;
    }

    /// What both sides end up with.
    public record Agreed(Secret rootKey, Secret chainKey, Bytes associatedData) {}

    /// The initiator's result and what the first message has to carry.
    ///
    /// @param kemCiphertext empty without a KEM
    public record Initiated(Agreed agreed, Bytes baseKey, Bytes kemCiphertext) {}

    /// The private halves of the responder's [PreKeyChoice].
    public record Privates(Secret signed, @Nullable Secret oneTime, @Nullable Secret kem) {}

    /// Starts; every public key of the peer is checked here.
    public Initiated initiate(Party me, Secret identity, Party peer, PreKeyChoice keys) {
        Agreement dh = primitives.agreement();
        byte[] base = primitives.draw(Agreement.SIZE);
        List<byte[]> parts = new ArrayList<>();
        try {
            byte[] signed = checked(keys.signed().key());
            parts.add(dh.agree(identity.bytes(), signed));
            parts.add(dh.agree(base, checked(peer.agreementKey())));
            parts.add(dh.agree(base, signed));
            PreKeyChoice.Key oneTime = keys.oneTime();
            if (oneTime != null) {
                parts.add(dh.agree(base, checked(oneTime.key())));
            }
            Bytes kemCiphertext = Bytes.empty();
            KemKey kem = keys.kem();
            if (kem != null) {
                byte[] kemKey = kem.key().toArray();
                primitives.kem().check(kemKey);
                Kem.Encapsulated made = primitives.kem().encapsulate(kemKey, primitives.random());
                kemCiphertext = Bytes.of(made.ciphertext());
                parts.add(suite.kemSecret(made.secret(), made.ciphertext()));
                Secret.wipe(made.secret());
            }
            Bytes baseKey = Bytes.of(dh.publicKey(base));
            Transcript transcript = new Transcript(me, peer, keys, baseKey, kemCiphertext);
            return new Initiated(agreed(parts, transcript), baseKey, kemCiphertext);
        } finally {
            Secret.wipe(base);
            parts.forEach(Secret::wipe);
        }
    }

    /// Answers; the initiator's identity key is checked by its certificate, the base key here.
    public Agreed accept(Secret identity, Privates privates, Transcript transcript) {
        Agreement dh = primitives.agreement();
        byte[] base = checked(transcript.baseKey());
        byte[] signed = privates.signed().bytes();
        List<byte[]> parts = new ArrayList<>();
        try {
            parts.add(dh.agree(signed, checked(transcript.initiator().agreementKey())));
            parts.add(dh.agree(identity.bytes(), base));
            parts.add(dh.agree(signed, base));
            Secret oneTime = privates.oneTime();
            if (oneTime != null) {
                parts.add(dh.agree(oneTime.bytes(), base));
            }
            Secret kem = privates.kem();
            if (kem != null) {
                byte[] ciphertext = transcript.kemCiphertext().toArray();
                byte[] shared = primitives.kem().decapsulate(kem.bytes(), ciphertext);
                parts.add(suite.kemSecret(shared, ciphertext));
                Secret.wipe(shared);
            }
            return agreed(parts, transcript);
        } finally {
            parts.forEach(Secret::wipe);
        }
    }

    private Agreed agreed(List<byte[]> parts, Transcript transcript) {
        byte[] discontinuity = new byte[Agreement.SIZE];
        Arrays.fill(discontinuity, (byte) 0xFF);
        byte[] secrets = Secret.join(parts.toArray(byte[][]::new));
        byte[] material = Secret.join(discontinuity, secrets);
        byte[] keys = primitives.kdf().hkdf(NO_SALT, material, suite.handshakeInfo(), SECRETS);
        try {
            // The third part is kept free for a later post-quantum ratchet.
            return new Agreed(
                    Secret.of(Arrays.copyOf(keys, 32)),
                    Secret.of(Arrays.copyOfRange(keys, 32, 64)),
                    Bytes.of(suite.associatedData(primitives.kdf(), transcript)));
        } finally {
            Secret.wipe(secrets, material, keys);
        }
    }

    private byte[] checked(Bytes publicKey) {
        byte[] key = publicKey.toArray();
        primitives.agreement().check(key);
        return key;
    }
}
