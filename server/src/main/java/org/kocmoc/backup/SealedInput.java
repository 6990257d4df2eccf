package org.kocmoc.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import org.kocmoc.base.Secret;

/// Decrypts what [SealedOutput] wrote. Hands out nothing that is not authentic, and its end only if
/// the stream is complete. One thread.
final class SealedInput extends InputStream {
    private final PushbackInputStream in;
    private final Chunks chunks;
    private byte[] plain = new byte[0];
    private int at;
    private boolean finished;

    /// @throws BackupException if this is no backup
    SealedInput(InputStream in, Secret passphrase) throws IOException {
        if (!Arrays.equals(in.readNBytes(Chunks.MAGIC.length), Chunks.MAGIC)) {
            throw new BackupException(
                    "This is no backup of Kocmoc, or one of another version of it.");
        }
        byte[] header = in.readNBytes(Passphrase.BYTES);
        if (header.length < Passphrase.BYTES) {
            throw new BackupException("The backup is damaged or incomplete.");
        }
        this.in = new PushbackInputStream(in, 1);
        this.chunks = new Chunks(Passphrase.read(header).key(passphrase), header);
    }

    @Override
    public int read() throws IOException {
        return more() ? plain[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int some = Math.min(length, plain.length - at);
        System.arraycopy(plain, at, bytes, offset, some);
        at += some;
        return some;
    }

    private boolean more() throws IOException {
        while (at == plain.length) {
            if (finished) {
                return false;
            }
            byte[] sealed = in.readNBytes(Chunks.PLAIN_BYTES + Chunks.TAG_BYTES);
            int next = in.read();
            finished = next < 0;
            if (!finished) {
                in.unread(next);
            }
            if (sealed.length < Chunks.TAG_BYTES) {
                throw new BackupException("The backup is damaged or incomplete.");
            }
            plain = chunks.open(sealed, sealed.length, finished);
            at = 0;
        }
        return true;
    }
}
