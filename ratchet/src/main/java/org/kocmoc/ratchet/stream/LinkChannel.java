package org.kocmoc.ratchet.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Padding;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// The encrypted channel between two devices that are being linked. Frames are numbered in each
/// direction; the first failure closes the channel for good. Mutable, one thread.
public final class LinkChannel {
    private static final byte[] NO_SALT = new byte[0];
    private static final byte[] KEYS = "kocmoc/link/1 keys\0".getBytes(US_ASCII);

    private final Gcm gcm;
    private final Direction sending;
    private final Direction receiving;
    private boolean closed;

    private static final class Direction {
        private final int number;
        private final Secret key;
        private long counter;

        Direction(int number, byte[] key) {
            this.number = number;
            this.key = Secret.of(key);
        }

        byte[] nonce() {
            return ByteBuffer.allocate(Gcm.NONCE_SIZE).putLong(Integer.BYTES, counter).array();
        }

        byte[] aad() {
            return new Packer("kocmoc/link/1 frame").u8(number).u64(counter).done();
        }
    }

    /// Opens one end over the agreed secret.
    ///
    /// @param newcomer whether this is the new device's end
    public LinkChannel(Primitives primitives, byte[] secret, byte[] transcript, boolean newcomer) {
        byte[] keys = primitives.kdf().hkdf(NO_SALT, secret, Secret.join(KEYS, transcript), 64);
        Direction up = new Direction(0, Arrays.copyOf(keys, 32));
        Direction down = new Direction(1, Arrays.copyOfRange(keys, 32, 64));
        gcm = primitives.gcm();
        sending = newcomer ? up : down;
        receiving = newcomer ? down : up;
        Secret.wipe(keys);
    }

    /// The next frame to send.
    public byte[] seal(int kind, byte[] payload) {
        requireOpen();
        byte[] padded = Padding.pad(Secret.join(new byte[] {(byte) kind}, payload));
        if (padded.length > Limits.LINK_FRAME) {
            throw new RatchetException(Reason.TOO_LARGE, "frame too large");
        }
        byte[] frame = gcm.seal(sending.key.bytes(), sending.nonce(), sending.aad(), padded);
        sending.counter++;
        Secret.wipe(padded);
        return frame;
    }

    /// The payload of the next frame received, which must be of this kind.
    public byte[] open(int kind, byte[] frame) {
        requireOpen();
        closed = true;
        if (frame.length > Limits.LINK_FRAME + Gcm.TAG_SIZE) {
            throw new RatchetException(Reason.TOO_LARGE, "frame too large");
        }
        byte[] padded = gcm.open(receiving.key.bytes(), receiving.nonce(), receiving.aad(), frame);
        byte[] plain = Padding.unpad(padded);
        if (plain.length == 0 || plain[0] != kind) {
            throw new RatchetException(Reason.MALFORMED, "another frame was expected");
        }
        receiving.counter++;
        closed = false;
        return Arrays.copyOfRange(plain, 1, plain.length);
    }

    /// Ends the channel and zeroes its keys.
    public void close() {
        closed = true;
        sending.key.wipe();
        receiving.key.wipe();
    }

    private void requireOpen() {
        if (closed) {
            throw new RatchetException(Reason.NO_SESSION, "the channel is closed");
        }
    }
}
