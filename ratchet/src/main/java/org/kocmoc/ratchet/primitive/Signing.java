package org.kocmoc.ratchet.primitive;

/// Signatures by Ed25519 (RFC 8032).
public interface Signing {
    /// Length of a public key and of a private key (the seed).
    int KEY_SIZE = 32;

    /// Length of a signature.
    int SIGNATURE_SIZE = 64;

    /// The public key of a seed.
    byte[] publicKey(byte[] seed);

    /// Signs; the same input always gives the same signature.
    byte[] sign(byte[] seed, byte[] data);

    /// Whether the signature is good. Malformed keys and signatures are just not good.
    boolean verify(byte[] publicKey, byte[] data, byte[] signature);

    /// Fails with `BAD_KEY` unless the key is canonical and not of small order. Verifiers disagree
    /// about such keys, and a key of small order has signatures that fit many messages.
    void check(byte[] publicKey);

    /// The JDK's implementation.
    static Signing jdk() {
        return new JdkSigning();
    }
}
