package org.kocmoc.credentials;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.kocmoc.base.Bytes;

/// Makes and checks stored password hashes: Argon2id in the PHC text form, bcrypt for checking
/// only.
///
/// Pure computation that takes tens of milliseconds; [Passwords] decides where it runs.
final class PasswordHash {
    /// OWASP's choice for Argon2id with one lane: 19 MiB, two passes.
    private static final int MEMORY_KIB = 19_456;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /// What bcrypt looks at; the rest of a longer password never counted.
    private static final int BCRYPT_BYTES = 72;

    private static final Pattern ARGON2 =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
                            + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
    private static final Pattern BCRYPT =
            Pattern.compile("\\$2[aby]\\$(\\d{2})\\$[./A-Za-z0-9]{53}");
    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    /// As costly to check as any other hash, and of no password.
    static final String NOBODYS = text(new byte[SALT_BYTES], new byte[HASH_BYTES]);

    private PasswordHash() {}

    static String make(String password) {
        byte[] salt = Bytes.random(SALT_BYTES);
        byte[] hash = argon2(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
        return text(salt, hash);
    }

    private static String text(byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        MEMORY_KIB,
                        PASSES,
                        LANES,
                        BASE64.encodeToString(salt),
                        BASE64.encodeToString(hash));
    }

    /// Whether the password belongs to the hash; false for a hash of unknown form.
    static boolean matches(String password, String stored) {
        Matcher argon2 = ARGON2.matcher(stored);
        if (argon2.matches()) {
            byte[] salt = Base64.getDecoder().decode(argon2.group(4));
            byte[] expected = Base64.getDecoder().decode(argon2.group(5));
            return MessageDigest.isEqual(
                    expected,
                    argon2(
                            password,
                            salt,
                            Integer.parseInt(argon2.group(1)),
                            Integer.parseInt(argon2.group(2)),
                            Integer.parseInt(argon2.group(3)),
                            expected.length));
        }
        return BCRYPT.matcher(stored).matches()
                && OpenBSDBCrypt.checkPassword(stored, bcryptInput(password));
    }

    /// Whether a hash that matched should be made anew from the password typed.
    ///
    /// Not if bcrypt saw only a part of it: what follows may be a typing error that never mattered.
    static boolean isOutdated(String password, String stored) {
        return !stored.startsWith(
                        "$argon2id$v=19$m=%d,t=%d,p=%d$".formatted(MEMORY_KIB, PASSES, LANES))
                && password.getBytes(StandardCharsets.UTF_8).length <= BCRYPT_BYTES;
    }

    private static byte[] bcryptInput(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= BCRYPT_BYTES ? bytes : Arrays.copyOf(bytes, BCRYPT_BYTES);
    }

    private static byte[] argon2(
            String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withSalt(salt)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
