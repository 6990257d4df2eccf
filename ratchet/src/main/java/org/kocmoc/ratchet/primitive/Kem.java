package org.kocmoc.ratchet.primitive;

import java.security.SecureRandom;

/// A key encapsulation mechanism: ML-KEM (FIPS 203) in one of its sizes.
public interface Kem {
    /// Length of a public key.
    int publicKeySize();

    /// Length of a ciphertext.
    int ciphertextSize();

    /// A fresh pair; draws 64 bytes (d, then z).
    Pair generate(SecureRandom random);

    /// A secret for the owner of the public key; draws 32 bytes. The key must have passed [#check].
    Encapsulated encapsulate(byte[] publicKey, SecureRandom random);

    /// The secret in a ciphertext. A forged ciphertext gives an unrelated secret, not an error;
    /// only one of wrong length fails, with `MALFORMED`.
    byte[] decapsulate(byte[] privateKey, byte[] ciphertext);

    /// Fails with `BAD_KEY` unless the key has the right length and every coefficient is reduced.
    void check(byte[] publicKey);

    /// The JDK's ML-KEM-1024.
    static Kem jdk1024() {
        return new JdkKem("ML-KEM-1024", 1568, 1568, 3168);
    }

    /// The JDK's ML-KEM-768.
    static Kem jdk768() {
        return new JdkKem("ML-KEM-768", 1184, 1088, 2400);
    }

    /// A key pair; the private key is in the expanded form of FIPS 203.
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Pair(byte[] publicKey, byte[] privateKey) {
        @Override
        public String toString() {
            return "Kem.Pair";
        }
    }

    /// A ciphertext with the secret in it.
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Encapsulated(byte[] ciphertext, byte[] secret) {
        @Override
        public String toString() {
            return "Kem.Encapsulated";
        }
    }
}
