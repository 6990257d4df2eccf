package org.kocmoc.backup;

import java.io.IOException;
import java.io.OutputStream;
import org.kocmoc.base.Secret;

/// Encrypts what is written under a passphrase, as [SealedInput] reads it. Only [#close] makes it
/// complete. One thread.
final class SealedOutput extends OutputStream {
    private final OutputStream out;
    private final Chunks chunks;
    private final byte[] buffer = new byte[Chunks.PLAIN_BYTES];
    private int used;
    private boolean closed;

    SealedOutput(OutputStream out, Secret passphrase) throws IOException {
        Passphrase parameters = Passphrase.fresh();
        byte[] header = parameters.write();
        out.write(Chunks.MAGIC);
        out.write(header);
        this.out = out;
        this.chunks = new Chunks(parameters.key(passphrase), header);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            // Only when more is to come, since the last chunk is sealed as such.
            if (used == buffer.length) {
                flushChunk(false);
            }
            int some = Math.min(left, buffer.length - used);
            System.arraycopy(bytes, from, buffer, used, some);
            used += some;
            from += some;
            left -= some;
        }
    }

    private void flushChunk(boolean last) throws IOException {
        out.write(chunks.seal(buffer, used, last));
        used = 0;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            flushChunk(true);
            out.flush();
        }
    }
}
