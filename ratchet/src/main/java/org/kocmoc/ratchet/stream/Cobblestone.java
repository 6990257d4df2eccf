package org.kocmoc.ratchet.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// Cobblestone-256 (c2sp.org/chunked-encryption): a file as authenticated chunks that can be read
/// in order or one by one. The short last chunk marks the end, so a cut file is noticed.
public final class Cobblestone {
    /// Plaintext of a chunk; the last one has less.
    public static final int CHUNK = 16_384;

    /// Salt and commitment in front of the chunks.
    public static final int HEADER = 56;

    /// Length of a salt.
    public static final int SALT = 24;

    private static final int COMMITMENT = 32;
    private static final int SEALED_CHUNK = CHUNK + Gcm.TAG_SIZE;
    private static final long MAX_CHUNKS = 1L << 38;
    private static final byte[] NO_AAD = new byte[0];
    private static final byte[] INFO =
            "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0".getBytes(US_ASCII);

    private final Gcm gcm;
    private final Secret key;
    private final byte[] baseNonce;
    private final byte[] header;

    private Cobblestone(Primitives primitives, byte[] fileKey, byte[] context, byte[] salt) {
        if (fileKey.length != Gcm.KEY_SIZE) {
            throw new RatchetException(Reason.BAD_KEY, "a file key has 32 bytes");
        }
        byte[] info = Secret.join(INFO, salt, context);
        int length = Gcm.KEY_SIZE + Gcm.NONCE_SIZE + COMMITMENT;
        byte[] derived = primitives.kdf().expand512(fileKey, info, length);
        gcm = primitives.gcm();
        key = Secret.of(Arrays.copyOf(derived, Gcm.KEY_SIZE));
        baseNonce = Arrays.copyOfRange(derived, Gcm.KEY_SIZE, Gcm.KEY_SIZE + Gcm.NONCE_SIZE);
        header = Secret.join(salt, Arrays.copyOfRange(derived, length - COMMITMENT, length));
        Secret.wipe(derived);
    }

    /// To read a file whose header is given; `UNDECRYPTABLE` with another key or context.
    public static Cobblestone reader(
            Primitives primitives, byte[] fileKey, byte[] context, byte[] header) {
        if (header.length != HEADER) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "the file is cut");
        }
        Cobblestone reader =
                new Cobblestone(primitives, fileKey, context, Arrays.copyOf(header, SALT));
        if (!Secret.same(reader.header, header)) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "another key or context");
        }
        return reader;
    }

    /// Encrypts all of a stream. The salt never repeats under a key.
    public static void encrypt(
            Primitives primitives,
            byte[] fileKey,
            byte[] context,
            byte[] salt,
            InputStream in,
            OutputStream out)
            throws IOException {
        Cobblestone writer = new Cobblestone(primitives, fileKey, context, salt);
        out.write(writer.header);
        for (long index = 0; ; index++) {
            byte[] chunk = in.readNBytes(CHUNK);
            out.write(writer.gcm.seal(writer.key.bytes(), writer.nonce(index), NO_AAD, chunk));
            if (chunk.length < CHUNK) {
                writer.key.wipe();
                return;
            }
        }
    }

    /// Decrypts all of a stream. Authentic chunks are written before a fault further on is found,
    /// so what was written counts only if this returns.
    public static void decrypt(
            Primitives primitives, byte[] fileKey, byte[] context, InputStream in, OutputStream out)
            throws IOException {
        Cobblestone reader = reader(primitives, fileKey, context, in.readNBytes(HEADER));
        for (long index = 0; ; index++) {
            byte[] chunk = in.readNBytes(SEALED_CHUNK);
            out.write(reader.open(index, chunk));
            if (chunk.length < SEALED_CHUNK) {
                reader.key.wipe();
                return;
            }
        }
    }

    /// Where a chunk begins in the file; all but the last are as long as the distance to the next.
    public static long offset(long index) {
        return HEADER + index * SEALED_CHUNK;
    }

    /// One chunk of a file.
    public byte[] open(long index, byte[] chunk) {
        if (chunk.length < Gcm.TAG_SIZE || chunk.length > SEALED_CHUNK) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "the file is cut");
        }
        return gcm.open(key.bytes(), nonce(index), NO_AAD, chunk);
    }

    private byte[] nonce(long index) {
        if (index < 0 || index >= MAX_CHUNKS) {
            throw new RatchetException(Reason.TOO_LARGE, "too many chunks");
        }
        ByteBuffer nonce = ByteBuffer.wrap(baseNonce.clone());
        int at = Gcm.NONCE_SIZE - Long.BYTES;
        return nonce.putLong(at, nonce.getLong(at) ^ index).array();
    }
}
