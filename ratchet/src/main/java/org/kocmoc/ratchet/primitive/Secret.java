package org.kocmoc.ratchet.primitive;

import java.security.MessageDigest;
import java.util.Arrays;

/// Bytes that must not be printed, compared in variable time, or kept longer than needed.
///
/// Not changed after construction except by [#wipe], which its last owner calls. Wiping lowers the
/// chance that a heap dump shows the secret; the collector may have copied it before, so it is no
/// promise.
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes over the array; the caller must not use it again.
    public static Secret of(byte[] owned) {
        return new Secret(owned);
    }

    /// The bytes themselves, to hand to a primitive; not to be changed or kept.
    public byte[] bytes() {
        return bytes;
    }

    /// An independent copy.
    public Secret copy() {
        return new Secret(bytes.clone());
    }

    /// Fills the bytes with zeros.
    public void wipe() {
        wipe(bytes);
    }

    @Override
    public String toString() {
        return "Secret";
    }

    /// Fills arrays with zeros.
    public static void wipe(byte[]... secrets) {
        for (byte[] secret : secrets) {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /// Whether two arrays are equal; the time depends on their lengths only.
    public static boolean same(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    /// One array after the other.
    public static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
