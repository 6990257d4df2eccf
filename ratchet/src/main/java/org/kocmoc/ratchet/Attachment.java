package org.kocmoc.ratchet;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Padding;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.stream.Cobblestone;

/// Files, encrypted as streams under a key of their own and padded so that the server learns little
/// about their size. Memory use does not depend on the size.
public final class Attachment {
    private static final int UUID = 16;

    private Attachment() {}

    /// What the message carries for its recipients.
    ///
    /// @param uuid 16 bytes, by which the server knows the file
    /// @param size in bytes, without padding
    /// @param sha256 of the encrypted file
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record Key(Bytes uuid, byte[] key, long size, Bytes sha256) {
        @Override
        public String toString() {
            return "Attachment.Key[" + uuid + "]";
        }
    }

    /// Encrypts a file of known size under a fresh key.
    ///
    /// @throws IOException if a stream fails, or `in` has fewer bytes than told
    public static Key encrypt(Bytes uuid, long size, InputStream in, OutputStream out)
            throws IOException {
        return encrypt(Primitives.standard(), uuid, size, in, out);
    }

    static Key encrypt(
            Primitives primitives, Bytes uuid, long size, InputStream in, OutputStream out)
            throws IOException {
        long padded = paddedSize(size);
        byte[] key = primitives.draw(Gcm.KEY_SIZE);
        byte[] salt = primitives.draw(Cobblestone.SALT);
        DigestOutputStream hashed = new DigestOutputStream(out, sha256());
        try (InputStream source = new PaddedInput(in, size, padded)) {
            Cobblestone.encrypt(primitives, key, context(uuid), salt, source, hashed);
        }
        return new Key(uuid, key, size, Bytes.of(hashed.getMessageDigest().digest()));
    }

    /// Decrypts a file. What was written counts only if this returns: a fault at the end is found
    /// at the end. `UNDECRYPTABLE` if the file is not the one that was sent.
    ///
    /// @throws IOException if a stream fails
    public static void decrypt(Key key, InputStream in, OutputStream out) throws IOException {
        DigestInputStream hashed = new DigestInputStream(in, sha256());
        Unpadding plain = new Unpadding(out, key.size());
        Cobblestone.decrypt(Primitives.standard(), key.key(), context(key.uuid()), hashed, plain);
        plain.flush();
        boolean whole = plain.written == paddedSize(key.size());
        if (!whole || !Bytes.of(hashed.getMessageDigest().digest()).equals(key.sha256())) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "not the file that was sent");
        }
    }

    /// Random access, for playing a video from the middle. Every piece is authentic; that the file
    /// is whole is not checked.
    ///
    /// @param header the first [#HEADER] bytes of the file
    public static Reader reader(Key key, byte[] header) {
        return new Reader(
                Cobblestone.reader(Primitives.standard(), key.key(), context(key.uuid()), header));
    }

    /// Length of the header before the first piece.
    public static final int HEADER = Cobblestone.HEADER;

    /// Plaintext bytes of a piece.
    public static final int PIECE = Cobblestone.CHUNK;

    /// Decrypts single pieces of a file.
    public static final class Reader {
        private final Cobblestone file;

        private Reader(Cobblestone file) {
            this.file = file;
        }

        /// Where a piece begins in the encrypted file; it ends where the next begins.
        public long offset(long piece) {
            return Cobblestone.offset(piece);
        }

        /// The plaintext of a piece, padding included.
        public byte[] open(long piece, byte[] encrypted) {
            return file.open(piece, encrypted);
        }
    }

    /// How long a file becomes before encryption.
    public static long paddedSize(long size) {
        if (size < 0 || size > Limits.ATTACHMENT) {
            throw new RatchetException(Reason.TOO_LARGE, "attachment too large");
        }
        return Math.max(Padding.padme(size), Limits.ATTACHMENT_FLOOR);
    }

    private static byte[] context(Bytes uuid) {
        if (uuid.length() != UUID) {
            throw new RatchetException(Reason.MALFORMED, "a UUID has 16 bytes");
        }
        return new Packer("kocmoc/file/1").bytes(uuid).done();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /// The file's bytes, then zeros.
    private static final class PaddedInput extends InputStream {
        private final InputStream in;
        private long content;
        private long zeros;

        PaddedInput(InputStream in, long size, long padded) {
            this.in = in;
            this.content = size;
            this.zeros = padded - size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (content > 0) {
                int read = in.read(into, from, (int) Math.min(length, content));
                if (read < 0) {
                    throw new IOException("the file is shorter than told");
                }
                content -= read;
                return read;
            }
            if (zeros == 0) {
                return -1;
            }
            int fill = (int) Math.min(length, zeros);
            Arrays.fill(into, from, from + fill, (byte) 0);
            zeros -= fill;
            return fill;
        }
    }

    /// Passes the file's bytes on and takes the zeros away.
    private static final class Unpadding extends FilterOutputStream {
        private final long size;
        private long written;

        Unpadding(OutputStream out, long size) {
            super(out);
            this.size = size;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int content = (int) Math.min(length, Math.max(0, size - written));
            for (int i = content; i < length; i++) {
                if (bytes[from + i] != 0) {
                    throw new RatchetException(Reason.UNDECRYPTABLE, "not the size that was told");
                }
            }
            out.write(bytes, from, content);
            written += length;
        }
    }
}
