package org.kocmoc.ratchet.primitive;

/// Diffie-Hellman on Curve25519 (X25519, RFC 7748).
public interface Agreement {
    /// Length of a private key, a public key and a result.
    int SIZE = 32;

    /// The public key of a private key; any 32 bytes are a private key.
    byte[] publicKey(byte[] privateKey);

    /// The shared secret. Fails with `BAD_KEY` if the result is all zero, which only a public key
    /// of low order causes.
    byte[] agree(byte[] privateKey, byte[] publicKey);

    /// Fails with `BAD_KEY` unless the key is canonical and not of low order.
    void check(byte[] publicKey);

    /// The JDK's implementation.
    static Agreement jdk() {
        return new JdkAgreement();
    }
}
