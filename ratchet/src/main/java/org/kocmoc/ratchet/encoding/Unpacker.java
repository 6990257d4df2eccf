package org.kocmoc.ratchet.encoding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

/// Reads what [Packer] writes; anything else is `MALFORMED`.
public final class Unpacker {
    private final byte[] in;
    private int at;

    /// Reads the array from its beginning.
    public Unpacker(byte[] in) {
        this.in = in;
    }

    /// The domain label and its zero byte must be next.
    public Unpacker label(String label) {
        byte[] expected = (label + "\0").getBytes(StandardCharsets.US_ASCII);
        if (!Arrays.equals(array(expected.length), expected)) {
            throw malformed("wrong label");
        }
        return this;
    }

    /// One byte.
    public int u8() {
        return array(1)[0] & 0xFF;
    }

    /// Two bytes.
    public int u16() {
        return (u8() << 8) | u8();
    }

    /// Four bytes, all values.
    public int bits32() {
        return (u16() << 16) | u16();
    }

    /// Four bytes, at most 2^31 − 1.
    public int u32() {
        int value = bits32();
        if (value < 0) {
            throw malformed("number too large");
        }
        return value;
    }

    /// Eight bytes, at most 2^53 − 1.
    public long u64() {
        long value = ((long) bits32() << 32) | (bits32() & 0xFFFF_FFFFL);
        if (value < 0 || value > Packer.MAX_U64) {
            throw malformed("number too large");
        }
        return value;
    }

    /// The next bytes.
    public byte[] array(int length) {
        if (length > in.length - at) {
            throw malformed("too short");
        }
        at += length;
        return Arrays.copyOfRange(in, at - length, at);
    }

    /// The next bytes.
    public Bytes bytes(int length) {
        return Bytes.of(array(length));
    }

    /// All that is left.
    public byte[] rest() {
        return array(in.length - at);
    }

    /// Nothing may be left.
    public void end() {
        if (at != in.length) {
            throw malformed("trailing bytes");
        }
    }

    private static RatchetException malformed(String what) {
        return new RatchetException(Reason.MALFORMED, what);
    }
}
