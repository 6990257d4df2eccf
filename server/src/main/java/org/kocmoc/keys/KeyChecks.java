package org.kocmoc.keys;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// What every public key and signature must pass, as `ratchet/FORMATS.md` section 1 says. Pure
/// computation on public values; any thread.
///
/// BouncyCastle verifies because it is ten times as fast as the JDK here, and the server verifies
/// every pre-key of every device.
final class KeyChecks {
    static final int KEY = 32;
    static final int SIGNATURE = 64;
    static final int KEM_KEY = 1_568;

    private static final int KEM_POLYNOMIALS = 1_536;
    private static final int KEM_MODULUS = 3_329;

    private static final String ZERO = "00".repeat(KEY);
    private static final String ONE = "01" + "00".repeat(KEY - 1);

    /// p - 1, little-endian.
    private static final String MINUS_ONE = "ec" + "ff".repeat(KEY - 2) + "7f";

    private static final Set<String> LOW_ORDER_U =
            Set.of(
                    ZERO,
                    ONE,
                    MINUS_ONE,
                    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157");

    private static final Set<String> LOW_ORDER_Y =
            Set.of(
                    ZERO,
                    ONE,
                    MINUS_ONE,
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");

    private KeyChecks() {}

    /// Whether this is a canonical X25519 key that is not of low order.
    static boolean isAgreementKey(byte[] key) {
        return key.length == KEY
                && isBelowPrime(key)
                && !LOW_ORDER_U.contains(HexFormat.of().formatHex(key));
    }

    /// Whether this is a canonical Ed25519 key on the curve that is not of low order.
    static boolean isSigningKey(byte[] key) {
        if (key.length != KEY) {
            return false;
        }
        byte[] y = key.clone();
        y[KEY - 1] &= 0x7F;
        return isBelowPrime(y)
                && !LOW_ORDER_Y.contains(HexFormat.of().formatHex(y))
                && Ed25519.validatePublicKeyPartial(key, 0);
    }

    /// Whether this is an ML-KEM-1024 key whose coefficients are reduced.
    static boolean isKemKey(byte[] key) {
        if (key.length != KEM_KEY) {
            return false;
        }
        for (int i = 0; i < KEM_POLYNOMIALS; i += 3) {
            int low = (key[i] & 0xFF) | (key[i + 1] & 0x0F) << 8;
            int high = (key[i + 1] & 0xFF) >> 4 | (key[i + 2] & 0xFF) << 4;
            if (low >= KEM_MODULUS || high >= KEM_MODULUS) {
                return false;
            }
        }
        return true;
    }

    /// Whether a key that passed [#isSigningKey] made the signature.
    static boolean verifies(byte[] key, byte[] message, byte[] signature) {
        return signature.length == SIGNATURE
                && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
    }

    /// Little-endian, below 2^255 - 19.
    private static boolean isBelowPrime(byte[] value) {
        byte[] inner = Arrays.copyOfRange(value, 1, KEY - 1);
        boolean top = (value[KEY - 1] & 0xFF) == 0x7F;
        boolean full = HexFormat.of().formatHex(inner).equals("ff".repeat(KEY - 2));
        return (value[KEY - 1] & 0x80) == 0 && !(top && full && (value[0] & 0xFF) >= 0xED);
    }
}
