package org.kocmoc.base;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Small tools on byte arrays: digests, encodings, randomness, comparison in constant time.
/// Stateless but for the system's secure random; any thread.
public final class Bytes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Bytes() {}

    /// That many bytes from the system's secure random.
    public static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /// An evenly distributed number in `[0, bound)` from the system's secure random.
    public static int randomBelow(int bound) {
        return RANDOM.nextInt(bound);
    }

    /// A random text of letters, digits, `-` and `_` that carries that many bytes.
    public static String randomToken(int bytes) {
        return base64Url(random(bytes));
    }

    /// Base64 for URLs without padding.
    public static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Lower-case hexadecimal.
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// UTF-8.
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The text of UTF-8 bytes.
    public static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /// SHA-256.
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// SHA-256 of the UTF-8 text, in hexadecimal.
    public static String sha256Hex(String text) {
        return hex(sha256(utf8(text)));
    }

    /// HMAC-SHA-256.
    public static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether two secrets are equal, in a time that tells nothing about where they differ.
    public static boolean equal(String a, String b) {
        return MessageDigest.isEqual(sha256(utf8(a)), sha256(utf8(b)));
    }
}
