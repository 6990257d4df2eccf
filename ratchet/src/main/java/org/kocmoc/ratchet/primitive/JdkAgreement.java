package org.kocmoc.ratchet.primitive;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.KeyAgreement;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

final class JdkAgreement implements Agreement {
    private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final byte[] PRIVATE =
            HexFormat.of().parseHex("302e020100300506032b656e04220420");
    private static final byte[] BASE_POINT = new byte[SIZE];

    /// The canonical encodings of low order; p − 1 is `ecff…7f`.
    private static final Set<String> LOW_ORDER =
            Set.of(
                    "00".repeat(32),
                    "01" + "00".repeat(31),
                    "ec" + "ff".repeat(30) + "7f",
                    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157");

    static {
        BASE_POINT[0] = 9;
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
        return agree(privateKey, BASE_POINT);
    }

    @Override
    public byte[] agree(byte[] privateKey, byte[] publicKey) {
        if (privateKey.length != SIZE || publicKey.length != SIZE) {
            throw new RatchetException(Reason.BAD_KEY, "an X25519 key has 32 bytes");
        }
        byte[] encoded = Secret.join(PRIVATE, privateKey);
        try {
            KeyFactory factory = KeyFactory.getInstance("X25519");
            PrivateKey own = factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
            PublicKey peer =
                    factory.generatePublic(new X509EncodedKeySpec(Secret.join(PUBLIC, publicKey)));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase(peer, true);
            return notZero(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new RatchetException(Reason.BAD_KEY, "X25519 refused the key", e);
        } finally {
            Secret.wipe(encoded);
        }
    }

    @Override
    public void check(byte[] publicKey) {
        if (publicKey.length != SIZE
                || !FieldElement.isCanonical(publicKey)
                || LOW_ORDER.contains(HexFormat.of().formatHex(publicKey))) {
            throw new RatchetException(Reason.BAD_KEY, "not an acceptable X25519 key");
        }
    }

    private static byte[] notZero(byte[] shared) {
        if (Secret.same(shared, new byte[SIZE])) {
            throw new RatchetException(Reason.BAD_KEY, "X25519 gave the all-zero secret");
        }
        return Arrays.copyOf(shared, SIZE);
    }
}
