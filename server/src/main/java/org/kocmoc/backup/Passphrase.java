package org.kocmoc.backup;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Secret;
import org.kocmoc.vault.Aead;

/// How the key of a backup comes from its passphrase: Argon2id with a random salt, so that every
/// backup has a key of its own and guessing costs 64 MiB of memory a try.
///
/// Stands in front of the backup as `memoryKiB u32 | passes u32 | lanes u8 | salt[16]`.
record Passphrase(int memoryKib, int passes, int lanes, byte[] salt) {
    static final int BYTES = 2 * Integer.BYTES + 1 + 16;

    /// Fewer characters are guessed too soon.
    static final int LEAST_CHARACTERS = 12;

    private static final int SALT_BYTES = 16;

    /// The second choice of RFC 9106; the first wants 2 GiB, which a small server does not have.
    private static final int MEMORY_KIB = 64 * 1024;

    private static final int PASSES = 3;
    private static final int LANES = 4;

    /// A file that somebody else made must not exhaust this machine.
    private static final int MOST_MEMORY_KIB = 1024 * 1024;

    private static final int MOST_PASSES = 16;

    /// For a new backup.
    static Passphrase fresh() {
        return new Passphrase(MEMORY_KIB, PASSES, LANES, Bytes.random(SALT_BYTES));
    }

    static Passphrase read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        var read =
                new Passphrase(
                        in.getInt(), in.getInt(), in.get(), Arrays.copyOfRange(bytes, 9, BYTES));
        if (read.memoryKib < 8
                || read.memoryKib > MOST_MEMORY_KIB
                || read.passes < 1
                || read.passes > MOST_PASSES
                || read.lanes < 1) {
            throw new BackupException("This is no backup, or a damaged one.");
        }
        return read;
    }

    byte[] write() {
        return ByteBuffer.allocate(BYTES)
                .putInt(memoryKib)
                .putInt(passes)
                .put((byte) lanes)
                .put(salt)
                .array();
    }

    /// 32 bytes.
    byte[] key(Secret passphrase) {
        var generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        byte[] key = new byte[Aead.KEY_BYTES];
        generator.generateBytes(Bytes.utf8(passphrase.reveal()), key);
        return key;
    }
}
