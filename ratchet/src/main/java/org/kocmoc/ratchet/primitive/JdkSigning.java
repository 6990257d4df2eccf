package org.kocmoc.ratchet.primitive;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

final class JdkSigning implements Signing {
    private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] PRIVATE =
            HexFormat.of().parseHex("302e020100300506032b657004220420");

    /// The y coordinates of small order; p − 1 is `ecff…7f`.
    private static final Set<String> SMALL_ORDER =
            Set.of(
                    "00".repeat(32),
                    "01" + "00".repeat(31),
                    "ec" + "ff".repeat(30) + "7f",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");

    @Override
    public byte[] publicKey(byte[] seed) {
        try {
            // The JDK derives a public key only while generating, so the seed is its "randomness".
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
            byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, PUBLIC.length, encoded.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no Ed25519", e);
        }
    }

    @Override
    public byte[] sign(byte[] seed, byte[] data) {
        byte[] encoded = Secret.join(PRIVATE, seed);
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded)));
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new RatchetException(Reason.BAD_KEY, "Ed25519 refused the seed", e);
        } finally {
            Secret.wipe(encoded);
        }
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] data, byte[] signature) {
        if (publicKey.length != KEY_SIZE || signature.length != SIGNATURE_SIZE) {
            return false;
        }
        try {
            PublicKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(Secret.join(PUBLIC, publicKey)));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(data);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public void check(byte[] publicKey) {
        if (publicKey.length == KEY_SIZE) {
            byte[] y = publicKey.clone();
            y[31] &= 0x7F;
            if (FieldElement.isCanonical(y) && !SMALL_ORDER.contains(HexFormat.of().formatHex(y))) {
                return;
            }
        }
        throw new RatchetException(Reason.BAD_KEY, "not an acceptable Ed25519 key");
    }

    /// Hands out the seed as if it were random.
    private static final class Fixed extends SecureRandom {
        private final byte[] seed;

        Fixed(byte[] seed) {
            super(null, null);
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, KEY_SIZE);
        }
    }
}
