package org.kocmoc.ratchet.internal;

import java.security.SecureRandom;
import java.util.Arrays;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Kdf;
import org.kocmoc.ratchet.primitive.Kem;

/// Classic mistakes, built in on purpose for [PlantedBugsTest]. They exist only in the tests.
final class Faults {
    private Faults() {}

    static class KdfVariant implements Kdf {
        private final Kdf real;

        KdfVariant(Kdf real) {
            this.real = real;
        }

        @Override
        public byte[] hmac(byte[] key, byte[] data) {
            return real.hmac(key, data);
        }

        @Override
        public boolean verify(byte[] key, byte[] data, byte[] tag) {
            return real.verify(key, data, tag);
        }

        @Override
        public byte[] hkdf(byte[] salt, byte[] ikm, byte[] info, int length) {
            return real.hkdf(salt, ikm, info, length);
        }

        @Override
        public byte[] expand512(byte[] prk, byte[] info, int length) {
            return real.expand512(prk, info, length);
        }

        @Override
        public byte[] sha256(byte[] data) {
            return real.sha256(data);
        }

        @Override
        public byte[] sha512(byte[] data) {
            return real.sha512(data);
        }
    }

    static final class NoTagCheck extends KdfVariant {
        NoTagCheck(Kdf real) {
            super(real);
        }

        @Override
        public boolean verify(byte[] key, byte[] data, byte[] tag) {
            return true;
        }
    }

    static final class StuckChain extends KdfVariant {
        StuckChain(Kdf real) {
            super(real);
        }

        @Override
        public byte[] hmac(byte[] key, byte[] data) {
            return Arrays.equals(data, new byte[] {2}) ? key.clone() : super.hmac(key, data);
        }
    }

    static final class UnboundHeader extends ForwardingSuite {
        @Override
        public byte[] authenticated(byte[] associatedData, int direction, byte[] message) {
            return associatedData;
        }
    }

    record AcceptsZero(Agreement real) implements Agreement {
        @Override
        public byte[] publicKey(byte[] privateKey) {
            return real.publicKey(privateKey);
        }

        @Override
        public byte[] agree(byte[] privateKey, byte[] publicKey) {
            return publicKey[0] == 1 ? new byte[32] : real.agree(privateKey, publicKey);
        }

        @Override
        public void check(byte[] publicKey) {}
    }

    record ReducesSilently(Kem real) implements Kem {
        @Override
        public int publicKeySize() {
            return real.publicKeySize();
        }

        @Override
        public int ciphertextSize() {
            return real.ciphertextSize();
        }

        @Override
        public Pair generate(SecureRandom random) {
            return real.generate(random);
        }

        @Override
        public Encapsulated encapsulate(byte[] publicKey, SecureRandom random) {
            byte[] reduced = publicKey.clone();
            reduced[0] = 0;
            reduced[1] &= (byte) 0xF0;
            return real.encapsulate(reduced, random);
        }

        @Override
        public byte[] decapsulate(byte[] privateKey, byte[] ciphertext) {
            return real.decapsulate(privateKey, ciphertext);
        }

        @Override
        public void check(byte[] publicKey) {}
    }
}
