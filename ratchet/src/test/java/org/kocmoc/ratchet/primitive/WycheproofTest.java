package org.kocmoc.ratchet.primitive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.FixedRandom;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.stream.Cobblestone;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every primitive against Project Wycheproof. The vectors are not in the repository:
/// `WYCHEPROOF_DIR` names their folder. Without it the tests are skipped by name, and with
/// `CI=true` they fail.
final class WycheproofTest {
    private final Primitives primitives = Primitives.standard();

    private interface Case {
        /// Whether the primitive accepted the case, with the right result if it has one.
        boolean accepts(JsonNode group, JsonNode test);
    }

    @Test
    void x25519() {
        // "acceptable" are twists and non-canonical keys, where only the result matters: right or
        // refused.
        int[] accepted = {0};
        run(
                "x25519_test.json",
                518,
                (group, test) -> {
                    byte[] key = hex(test, "public");
                    byte[] expected = hex(test, "shared");
                    Optional<byte[]> shared =
                            attempt(() -> primitives.agreement().agree(hex(test, "private"), key));
                    shared.ifPresent(s -> assertThat(s).isEqualTo(expected));
                    assertThat(shared.isPresent()).isEqualTo(!isZero(expected));
                    boolean usable =
                            attempt(
                                            () -> {
                                                primitives.agreement().check(key);
                                                return key;
                                            })
                                    .isPresent();
                    assertThat(usable && shared.isEmpty()).isFalse();
                    accepted[0] += usable ? 1 : 0;
                    return shared.isPresent();
                });
        System.out.println("  x25519 keys that pass our own check: " + accepted[0]);
    }

    @Test
    void ed25519() {
        run(
                "ed25519_test.json",
                151,
                (group, test) ->
                        primitives
                                .signing()
                                .verify(
                                        hex(group.get("publicKey"), "pk"),
                                        hex(test, "msg"),
                                        hex(test, "sig")));
    }

    @Test
    void hkdf() {
        run(
                "hkdf_sha256_test.json",
                86,
                (group, test) -> {
                    try {
                        byte[] okm =
                                primitives
                                        .kdf()
                                        .hkdf(
                                                hex(test, "salt"),
                                                hex(test, "ikm"),
                                                hex(test, "info"),
                                                test.get("size").asInt());
                        return Arrays.equals(okm, hex(test, "okm"));
                    } catch (IllegalArgumentException tooLong) {
                        return false;
                    }
                });
    }

    @Test
    void aesGcm() {
        run(
                "aes_gcm_test.json",
                316,
                (group, test) -> {
                    byte[] sealed = Secret.join(hex(test, "ct"), hex(test, "tag"));
                    byte[] key = hex(test, "key");
                    byte[] iv = hex(test, "iv");
                    byte[] aad = hex(test, "aad");
                    Optional<byte[]> opened =
                            attempt(() -> primitives.gcm().open(key, iv, aad, sealed));
                    opened.ifPresent(
                            text -> {
                                assertThat(text).isEqualTo(hex(test, "msg"));
                                assertThat(primitives.gcm().seal(key, iv, aad, text))
                                        .isEqualTo(sealed);
                            });
                    return opened.isPresent();
                });
    }

    @Test
    void mlKemEncapsulation() {
        run(
                "mlkem_1024_encaps_test.json",
                269,
                (group, test) -> {
                    byte[] key = hex(test, "ek");
                    Optional<Kem.Encapsulated> made =
                            attempt(
                                    () -> {
                                        primitives.kem().check(key);
                                        return primitives
                                                .kem()
                                                .encapsulate(key, new FixedRandom(hex(test, "m")));
                                    });
                    made.ifPresent(
                            m -> {
                                assertThat(m.ciphertext()).isEqualTo(hex(test, "c"));
                                assertThat(m.secret()).isEqualTo(hex(test, "K"));
                            });
                    return made.isPresent();
                });
    }

    @Test
    void mlKemFromSeed() {
        run(
                "mlkem_1024_test.json",
                193,
                (group, test) -> {
                    byte[] seed = hex(test, "seed");
                    if (seed.length != 64) {
                        // Seeds come only from our own generator, which draws 64 bytes.
                        return false;
                    }
                    Kem.Pair pair = primitives.kem().generate(new FixedRandom(seed));
                    assertThat(pair.publicKey()).isEqualTo(hex(test, "ek"));
                    return attempt(
                                    () ->
                                            primitives
                                                    .kem()
                                                    .decapsulate(pair.privateKey(), hex(test, "c")))
                            .filter(secret -> Arrays.equals(secret, hex(test, "K")))
                            .isPresent();
                });
    }

    @Test
    void mlKemDecapsulation() {
        run(
                "mlkem_1024_semi_expanded_decaps_test.json",
                9,
                (group, test) ->
                        attempt(() -> primitives.kem().decapsulate(hex(test, "dk"), hex(test, "c")))
                                .filter(secret -> Arrays.equals(secret, hex(test, "K")))
                                .isPresent());
    }

    @Test
    void cobblestone() {
        run(
                "cobblestone_256.json",
                35,
                (group, test) -> {
                    byte[] file = inflated(hex(test, "ct"));
                    Optional<byte[]> plain =
                            attempt(
                                    () -> {
                                        return decrypted(test, file);
                                    });
                    return plain.filter(
                                    text ->
                                            Arrays.equals(
                                                    primitives.kdf().sha512(text),
                                                    hex(test, "msgSha512")))
                            .isPresent();
                });
    }

    private byte[] decrypted(JsonNode test, byte[] file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Cobblestone.decrypt(
                    primitives,
                    hex(test, "key"),
                    hex(test, "ctx"),
                    new ByteArrayInputStream(file),
                    out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void run(String file, int expectedCases, Case oneCase) {
        JsonNode root = load(file);
        int accepted = 0;
        int refused = 0;
        int others = 0;
        for (JsonNode group : root.get("testGroups")) {
            if (isOtherSize(group)) {
                others += group.get("tests").size();
                continue;
            }
            for (JsonNode test : group.get("tests")) {
                boolean ok = oneCase.accepts(group, test);
                String result = test.get("result").asString();
                if (!"acceptable".equals(result)) {
                    assertThat(ok)
                            .as(file + " tcId " + test.get("tcId"))
                            .isEqualTo("valid".equals(result));
                }
                accepted += ok ? 1 : 0;
                refused += ok ? 0 : 1;
            }
        }
        System.out.printf(
                "Wycheproof %s: %d cases, %d accepted, %d refused, %d of other sizes left out%n",
                file, accepted + refused, accepted, refused, others);
        assertThat(accepted + refused + others).isEqualTo(expectedCases);
    }

    /// AES-GCM with keys or nonces that the protocol does not use.
    private static boolean isOtherSize(JsonNode group) {
        return group.has("ivSize")
                && (group.get("ivSize").asInt() != 96 || group.get("keySize").asInt() != 256);
    }

    private static JsonNode load(String file) {
        String folder = System.getenv("WYCHEPROOF_DIR");
        Path path = Path.of(folder == null ? "." : folder, file);
        boolean present = folder != null && Files.isReadable(path);
        if (!present && Boolean.parseBoolean(System.getenv("CI"))) {
            throw new AssertionError("CI=true, but WYCHEPROOF_DIR has no " + file);
        }
        assumeTrue(present, "skipped: set WYCHEPROOF_DIR to the folder that has " + file);
        return JsonMapper.shared().readTree(path.toFile());
    }

    private static <T> Optional<T> attempt(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (RatchetException refused) {
            return Optional.empty();
        }
    }

    private static byte[] hex(JsonNode node, String field) {
        return node.has(field) ? HexFormat.of().parseHex(node.get(field).asString()) : new byte[0];
    }

    private static boolean isZero(byte[] bytes) {
        return Arrays.equals(bytes, new byte[bytes.length]);
    }

    private static byte[] inflated(byte[] compressed) {
        try (InflaterInputStream in =
                new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
