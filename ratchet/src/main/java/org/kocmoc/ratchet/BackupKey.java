package org.kocmoc.ratchet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// The key behind a user's backup. The server keeps it wrapped, either by a recovery code (130
/// random bits, nothing to guess) or by a passphrase, which whoever holds the wrapped key can try
/// to guess offline.
public final class BackupKey {
    private static final int SIZE = 32;
    private static final int SALT = 16;
    private static final int BY_CODE = 1;
    private static final int BY_PASSPHRASE = 2;
    private static final int VERSION = 1;
    private static final int CODE_LENGTH = 26;
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int MIN_CODE_POINTS = 12;
    private static final int MIN_DIFFERENT = 6;
    private static final byte[] NO_SALT = new byte[0];

    private final Secret key;

    private BackupKey(byte[] key) {
        this.key = Secret.of(key);
    }

    /// Argon2id version 1.3, which the JDK lacks.
    @FunctionalInterface
    public interface PassphraseHash {
        /// The hash of a passphrase.
        byte[] argon2id(byte[] passphrase, byte[] salt, Cost cost, int length);
    }

    /// What one try at guessing a passphrase costs.
    ///
    /// @param memoryKib 65,536 to 1,048,576
    /// @param passes 3 to 16
    /// @param lanes 1 to 4
    public record Cost(int memoryKib, int passes, int lanes) {
        /// What new keys are wrapped with: 64 MiB, three passes, one lane.
        public static final Cost STANDARD = new Cost(65_536, 3, 1);

        /// Refuses less than the standard, and more than a device can bear.
        public Cost {
            boolean enough = memoryKib >= 65_536 && passes >= 3 && lanes >= 1;
            boolean bearable = memoryKib <= 1_048_576 && passes <= 16 && lanes <= 4;
            if (!enough || !bearable) {
                throw new RatchetException(Reason.WEAK_PARAMETERS, "cost out of range");
            }
        }
    }

    /// A new key.
    public static BackupKey generate() {
        return generate(Primitives.standard());
    }

    static BackupKey generate(Primitives primitives) {
        return new BackupKey(primitives.draw(SIZE));
    }

    /// The key again, from another device.
    public static BackupKey of(byte[] key) {
        if (key.length != SIZE) {
            throw new RatchetException(Reason.BAD_KEY, "a backup key has 32 bytes");
        }
        return new BackupKey(key.clone());
    }

    /// The 32 bytes to give to a new device, nowhere else.
    public byte[] bytes() {
        return key.bytes().clone();
    }

    /// What shows the server that one may replace the backup.
    public byte[] authKey() {
        return derive("auth");
    }

    byte[] contentKey() {
        return derive("content");
    }

    byte[] accountKey() {
        return derive("account");
    }

    /// A new recovery code, in groups for a person to write down.
    public static String newRecoveryCode() {
        return newRecoveryCode(Primitives.standard());
    }

    static String newRecoveryCode(Primitives primitives) {
        byte[] random = primitives.draw(17);
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < CODE_LENGTH; i++) {
            int bit = i * 5;
            int pair = (random[bit / 8] & 0xFF) << 8;
            pair |= bit / 8 + 1 < random.length ? random[bit / 8 + 1] & 0xFF : 0;
            code.append(ALPHABET.charAt((pair >> (11 - bit % 8)) & 31));
            if (i % 5 == 4 && i < 20) {
                code.append('-');
            }
        }
        Secret.wipe(random);
        return code.toString();
    }

    /// Wraps the key by a recovery code.
    public byte[] wrap(long userId, String recoveryCode) {
        return wrap(Primitives.standard(), userId, recoveryCode);
    }

    byte[] wrap(Primitives primitives, long userId, String recoveryCode) {
        byte[] salt = primitives.draw(SALT);
        byte[] header = new Packer().u8(VERSION).u8(BY_CODE).bytes(salt).done();
        return seal(primitives, userId, header, codeKey(recoveryCode, salt));
    }

    /// Wraps the key by a passphrase. `WEAK_PASSPHRASE` under 12 characters or 6 different ones.
    public byte[] wrap(long userId, String passphrase, PassphraseHash hash) {
        return wrap(Primitives.standard(), userId, passphrase, hash);
    }

    byte[] wrap(Primitives primitives, long userId, String passphrase, PassphraseHash hash) {
        String normal = Normalizer.normalize(passphrase, Normalizer.Form.NFKC);
        if (normal.codePoints().count() < MIN_CODE_POINTS
                || normal.codePoints().distinct().count() < MIN_DIFFERENT) {
            throw new RatchetException(Reason.WEAK_PASSPHRASE, "too easy to guess");
        }
        Cost cost = Cost.STANDARD;
        byte[] salt = primitives.draw(SALT);
        byte[] header =
                new Packer()
                        .u8(VERSION)
                        .u8(BY_PASSPHRASE)
                        .u32(cost.memoryKib())
                        .u32(cost.passes())
                        .u8(cost.lanes())
                        .bytes(salt)
                        .done();
        byte[] wrapping = hash.argon2id(utf8(normal), salt, cost, SIZE);
        return seal(primitives, userId, header, wrapping);
    }

    /// The key again. `UNDECRYPTABLE` with another code or user.
    public static BackupKey unwrap(long userId, String recoveryCode, byte[] wrapped) {
        Unpacker in = wrapped(wrapped, BY_CODE);
        byte[] salt = in.array(SALT);
        return open(userId, wrapped, in, codeKey(recoveryCode, salt));
    }

    /// The key again. `UNDECRYPTABLE` with another passphrase or user, `WEAK_PARAMETERS` if the
    /// wrapped key asks for more or less work than is accepted.
    public static BackupKey unwrap(
            long userId, String passphrase, PassphraseHash hash, byte[] wrapped) {
        Unpacker in = wrapped(wrapped, BY_PASSPHRASE);
        Cost cost = new Cost(in.u32(), in.u32(), in.u8());
        byte[] salt = in.array(SALT);
        String normal = Normalizer.normalize(passphrase, Normalizer.Form.NFKC);
        return open(userId, wrapped, in, hash.argon2id(utf8(normal), salt, cost, SIZE));
    }

    private byte[] seal(Primitives primitives, long userId, byte[] header, byte[] wrapping) {
        byte[] nonce = primitives.draw(Gcm.NONCE_SIZE);
        byte[] sealed = primitives.gcm().seal(wrapping, nonce, aad(userId, header), key.bytes());
        Secret.wipe(wrapping);
        return Secret.join(header, nonce, sealed);
    }

    private static BackupKey open(long userId, byte[] wrapped, Unpacker in, byte[] wrapping) {
        byte[] nonce = in.array(Gcm.NONCE_SIZE);
        byte[] sealed = in.array(SIZE + Gcm.TAG_SIZE);
        in.end();
        byte[] header = Arrays.copyOf(wrapped, wrapped.length - Gcm.NONCE_SIZE - sealed.length);
        try {
            return new BackupKey(
                    Primitives.standard().gcm().open(wrapping, nonce, aad(userId, header), sealed));
        } finally {
            Secret.wipe(wrapping);
        }
    }

    private static Unpacker wrapped(byte[] wrapped, int method) {
        Unpacker in = new Unpacker(wrapped);
        if (in.u8() != VERSION || in.u8() != method) {
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "wrapped in another way");
        }
        return in;
    }

    private static byte[] codeKey(String recoveryCode, byte[] salt) {
        return Primitives.standard()
                .kdf()
                .hkdf(
                        salt,
                        normalised(recoveryCode).getBytes(US_ASCII),
                        "kocmoc/backup/1 recovery code".getBytes(US_ASCII),
                        SIZE);
    }

    /// Forgives what people do when they copy a code by hand.
    private static String normalised(String recoveryCode) {
        String code =
                recoveryCode
                        .replaceAll("[\\s-]", "")
                        .toUpperCase(Locale.ROOT)
                        .replace('I', '1')
                        .replace('L', '1')
                        .replace('O', '0');
        if (code.length() != CODE_LENGTH || code.chars().anyMatch(c -> ALPHABET.indexOf(c) < 0)) {
            throw new RatchetException(Reason.MALFORMED, "not a recovery code");
        }
        return code;
    }

    private byte[] derive(String purpose) {
        byte[] info = ("kocmoc/backup/1 " + purpose).getBytes(US_ASCII);
        return Primitives.standard().kdf().hkdf(NO_SALT, key.bytes(), info, SIZE);
    }

    private static byte[] aad(long userId, byte[] header) {
        return new Packer("kocmoc/backup/1 wrap").u64(userId).bytes(header).done();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "BackupKey";
    }
}
