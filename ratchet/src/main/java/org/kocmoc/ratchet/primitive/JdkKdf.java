package org.kocmoc.ratchet.primitive;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class JdkKdf implements Kdf {
    private static final int MAX_BLOCKS = 255;

    @Override
    public byte[] hmac(byte[] key, byte[] data) {
        return mac("HmacSHA256", key).doFinal(data);
    }

    @Override
    public boolean verify(byte[] key, byte[] data, byte[] tag) {
        return Secret.same(Arrays.copyOf(hmac(key, data), tag.length), tag);
    }

    @Override
    public byte[] hkdf(byte[] salt, byte[] ikm, byte[] info, int length) {
        byte[] prk = hmac(salt.length == 0 ? new byte[SIZE] : salt, ikm);
        try {
            return expand("HmacSHA256", prk, info, length);
        } finally {
            Secret.wipe(prk);
        }
    }

    @Override
    public byte[] expand512(byte[] prk, byte[] info, int length) {
        return expand("HmacSHA512", prk, info, length);
    }

    @Override
    public byte[] sha256(byte[] data) {
        return digest("SHA-256", data);
    }

    @Override
    public byte[] sha512(byte[] data) {
        return digest("SHA-512", data);
    }

    /// Written over HMAC because the JDK's `KDF` refuses a PRK shorter than the hash.
    private static byte[] expand(String algorithm, byte[] prk, byte[] info, int length) {
        Mac mac = mac(algorithm, prk);
        int blocks = Math.ceilDiv(length, mac.getMacLength());
        if (length < 0 || blocks > MAX_BLOCKS) {
            throw new IllegalArgumentException("HKDF gives at most 255 blocks");
        }
        byte[] out = new byte[blocks * mac.getMacLength()];
        byte[] previous = new byte[0];
        for (int i = 0; i < blocks; i++) {
            mac.update(previous);
            mac.update(info);
            mac.update((byte) (i + 1));
            previous = mac.doFinal();
            System.arraycopy(previous, 0, out, i * previous.length, previous.length);
        }
        byte[] result = Arrays.copyOf(out, length);
        Secret.wipe(out, previous);
        return result;
    }

    private static Mac mac(String algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            // SecretKeySpec refuses an empty key; HMAC pads it with zeros, so one zero is the same.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    private static byte[] digest(String algorithm, byte[] data) {
        try {
            return MessageDigest.getInstance(algorithm).digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }
}
