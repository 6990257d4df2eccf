package org.kocmoc.ratchet.primitive;

/// Hashing and key derivation: HMAC, HKDF (RFC 5869) and SHA-2.
public interface Kdf {
    /// Length of SHA-256 and of HMAC-SHA-256.
    int SIZE = 32;

    /// HMAC-SHA-256.
    byte[] hmac(byte[] key, byte[] data);

    /// Whether the tag is the beginning of the HMAC of the data; takes the same time wherever they
    /// differ.
    boolean verify(byte[] key, byte[] data, byte[] tag);

    /// HKDF-SHA-256, extract and expand; an empty salt means 32 zero bytes.
    byte[] hkdf(byte[] salt, byte[] ikm, byte[] info, int length);

    /// HKDF-Expand with SHA-512.
    byte[] expand512(byte[] prk, byte[] info, int length);

    /// SHA-256.
    byte[] sha256(byte[] data);

    /// SHA-512.
    byte[] sha512(byte[] data);

    /// The JDK's implementation.
    static Kdf jdk() {
        return new JdkKdf();
    }
}
