package org.kocmoc.ratchet.internal;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Signing;

/// Signatures under an X25519 key, as Signal's protocol has them, made of plain Ed25519: the sign
/// of the Edwards key rides in the top bit of the signature. Only public arithmetic. Tests only.
public final class MontgomerySigning implements Signing {
    private static final BigInteger P =
            BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    private final Signing ed25519 = Signing.jdk();

    public MontgomerySigning() {}

    /// The X25519 private key that belongs to a seed.
    public static byte[] agreementKey(byte[] seed) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(seed), 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] publicKey(byte[] seed) {
        return Agreement.jdk().publicKey(agreementKey(seed));
    }

    @Override
    public byte[] sign(byte[] seed, byte[] data) {
        byte[] signature = ed25519.sign(seed, data);
        signature[63] |= (byte) (ed25519.publicKey(seed)[31] & 0x80);
        return signature;
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] data, byte[] signature) {
        byte[] key = edwards(publicKey);
        key[31] |= (byte) (signature[63] & 0x80);
        byte[] plain = signature.clone();
        plain[63] &= 0x7F;
        return ed25519.verify(key, data, plain);
    }

    @Override
    public void check(byte[] publicKey) {}

    /// y = (u − 1) / (u + 1).
    private static byte[] edwards(byte[] montgomery) {
        BigInteger u = new BigInteger(1, reversed(montgomery));
        BigInteger y =
                u.subtract(BigInteger.ONE).multiply(u.add(BigInteger.ONE).modInverse(P)).mod(P);
        byte[] big = y.toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(32, big.length);
        System.arraycopy(big, big.length - length, padded, 32 - length, length);
        return reversed(padded);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }
}
