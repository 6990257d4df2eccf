package org.kocmoc.ratchet.primitive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.ratchet.RatchetException.Reason;

/// The examples printed in the RFCs, and the edges of our own key checks.
final class RfcTest {
    private final Agreement x25519 = Agreement.jdk();
    private final Signing ed25519 = Signing.jdk();
    private final Kdf kdf = Kdf.jdk();

    @Test
    void rfc7748ScalarMultiplication() {
        assertThat(
                        x25519.agree(
                                hex(
                                        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                                hex(
                                        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))
                .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
        assertThat(
                        x25519.agree(
                                hex(
                                        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
                                hex(
                                        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")))
                .isEqualTo(hex("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"));
    }

    @Test
    void rfc7748Iterations() {
        byte[] k = hex("0900000000000000000000000000000000000000000000000000000000000000");
        byte[] u = k.clone();
        for (int i = 0; i < 1_000; i++) {
            byte[] next = x25519.agree(k, u);
            u = k;
            k = next;
        }
        assertThat(k)
                .isEqualTo(hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
    }

    @Test
    void rfc7748DiffieHellman() {
        byte[] bob = hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        byte[] alice = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");

        assertThat(x25519.publicKey(bob))
                .isEqualTo(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        assertThat(x25519.agree(bob, alice))
                .isEqualTo(hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
    }

    @Test
    void rfc8032Signatures() {
        byte[] seed1 = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] key1 = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        byte[] signature1 =
                hex(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        assertThat(ed25519.publicKey(seed1)).isEqualTo(key1);
        assertThat(ed25519.sign(seed1, new byte[0])).isEqualTo(signature1);
        assertThat(ed25519.verify(key1, new byte[0], signature1)).isTrue();
        assertThat(ed25519.verify(key1, new byte[1], signature1)).isFalse();

        byte[] seed2 = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        assertThat(ed25519.publicKey(seed2))
                .isEqualTo(hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        assertThat(ed25519.sign(seed2, hex("72")))
                .isEqualTo(
                        hex(
                                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
    }

    @Test
    void rfc5869KeyDerivation() {
        assertThat(
                        kdf.hkdf(
                                hex("000102030405060708090a0b0c"),
                                hex("0b".repeat(22)),
                                hex("f0f1f2f3f4f5f6f7f8f9"),
                                42))
                .isEqualTo(
                        hex(
                                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                        + "34007208d5b887185865"));
        assertThat(kdf.hkdf(new byte[0], hex("0b".repeat(22)), new byte[0], 42))
                .isEqualTo(
                        hex(
                                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                                        + "9d201395faa4b61a96c8"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0900000000000000000000000000000000000000000000000000000000000080",
                "09"
            })
    void refusesLowOrderAndNonCanonicalAgreementKeys(String key) {
        assertRefused(Reason.BAD_KEY, () -> x25519.check(hex(key)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "01"
            })
    void refusesSmallOrderAndNonCanonicalSigningKeys(String key) {
        assertRefused(Reason.BAD_KEY, () -> ed25519.check(hex(key)));
    }

    @Test
    void acceptsTheLargestCanonicalKey() {
        x25519.check(hex("ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));
        x25519.check(hex("ff".repeat(30) + "fe7f"));
    }

    @Test
    void refusesTheAllZeroSecret() {
        assertRefused(
                Reason.BAD_KEY,
                () -> x25519.agree(hex("01".repeat(32)), hex("01" + "00".repeat(31))));
    }

    @Test
    void comparesTagsWhateverTheirLength() {
        byte[] key = hex("0b".repeat(20));
        byte[] tag = kdf.hmac(key, hex("4869205468657265"));

        assertThat(tag)
                .isEqualTo(hex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
        assertThat(kdf.verify(key, hex("4869205468657265"), tag)).isTrue();
        tag[31] ^= 1;
        assertThat(kdf.verify(key, hex("4869205468657265"), tag)).isFalse();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
