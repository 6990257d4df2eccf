package org.kocmoc.ratchet.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Secret;

/// The constants of Signal's protocol, from its public specifications: with them the product's
/// state machine talks to an independent implementation. Tests only.
public enum SignalSuite implements Suite {
    /// X3DH.
    V3(0x34, "WhisperText", false),
    /// PQXDH with round-3 Kyber-1024.
    V4(0x44, "WhisperText_X25519_SHA-256_CRYSTALS-KYBER-1024", true);

    private static final int IDENTITY = 33;

    private final int version;
    private final String handshakeInfo;
    private final boolean kem;

    SignalSuite(int version, String handshakeInfo, boolean kem) {
        this.version = version;
        this.handshakeInfo = handshakeInfo;
        this.kem = kem;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public byte[] handshakeInfo() {
        return handshakeInfo.getBytes(US_ASCII);
    }

    @Override
    public byte[] ratchetInfo() {
        return "WhisperRatchet".getBytes(US_ASCII);
    }

    @Override
    public byte[] messageInfo() {
        return "WhisperMessageKeys".getBytes(US_ASCII);
    }

    @Override
    public boolean hasKem() {
        return kem;
    }

    @Override
    public int kemType() {
        return 0x08;
    }

    /// Round 3 hashes the secret with the ciphertext: SHAKE256(SS, SHA3-256(ct)), 32 bytes.
    @Override
    public byte[] kemSecret(byte[] shared, byte[] ciphertext) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA3-256").digest(ciphertext);
            MessageDigest shake = MessageDigest.getInstance("SHAKE256-512");
            return Arrays.copyOf(shake.digest(Secret.join(shared, hash)), 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] associatedData(Kdf kdf, Transcript transcript) {
        return Secret.join(
                MessageWire.typed(5, transcript.initiator().agreementKey()),
                MessageWire.typed(5, transcript.responder().agreementKey()));
    }

    @Override
    public byte[] authenticated(byte[] associatedData, int direction, byte[] message) {
        byte[] initiator = Arrays.copyOf(associatedData, IDENTITY);
        byte[] responder = Arrays.copyOfRange(associatedData, IDENTITY, 2 * IDENTITY);
        return direction == 0
                ? Secret.join(initiator, responder, message)
                : Secret.join(responder, initiator, message);
    }

    @Override
    public int tagSize() {
        return 8;
    }

    @Override
    public boolean isStrict() {
        return false;
    }

    @Override
    public int groupVersion() {
        return 0x33;
    }

    @Override
    public int groupKeyType() {
        return 5;
    }

    @Override
    public MessageKeys groupKeys(Kdf kdf, byte[] seed) {
        byte[] all = kdf.hkdf(new byte[0], seed, "WhisperGroup".getBytes(US_ASCII), 48);
        return new MessageKeys(
                Secret.of(Arrays.copyOfRange(all, 16, 48)),
                Secret.of(new byte[0]),
                Secret.of(Arrays.copyOf(all, 16)));
    }

    @Override
    public int groupTagSize() {
        return 0;
    }

    @Override
    public byte[] groupTag(Kdf kdf, MessageKeys keys, SenderContext context, byte[] ciphertext) {
        return new byte[0];
    }

    @Override
    public byte[] groupSigned(Address sender, byte[] message) {
        return message;
    }
}
