package org.kocmoc.ratchet.encoding;

import java.util.Arrays;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

/// Reads protobuf in its one canonical form: the caller asks for fields in ascending order, and
/// what comes next must be that field. Everything else is `MALFORMED`, or `CORRUPT_STATE` in a
/// stored record.
public final class ProtoReader {
    /// The wire type of bytes and messages; that of numbers is 0.
    static final int LENGTH_DELIMITED = 2;

    private final byte[] in;
    private final Reason refusal;
    private int at;
    private int lastField;

    /// Reads the array from its beginning.
    public ProtoReader(byte[] in) {
        this(in, 0);
    }

    /// Reads the array from an offset on.
    public ProtoReader(byte[] in, int from) {
        this(in, from, Reason.MALFORMED);
    }

    private ProtoReader(byte[] in, int from, Reason refusal) {
        this.in = in;
        this.at = from;
        this.refusal = refusal;
    }

    /// Reads a record of this device's own store, where a fault is `CORRUPT_STATE`.
    public static ProtoReader ofStored(byte[] record) {
        return new ProtoReader(record, 0, Reason.CORRUPT_STATE);
    }

    /// Whether the next field has this number.
    public boolean next(int field) {
        if (at == in.length) {
            return false;
        }
        int start = at;
        long tag = varint();
        at = start;
        return tag >>> 3 == field;
    }

    /// A number of at most 2^31 − 1.
    public int u32(int field) {
        return (int) number(field, Integer.MAX_VALUE);
    }

    /// A number of at most 2^53 − 1.
    public long u64(int field) {
        return number(field, Packer.MAX_U64);
    }

    /// A number from 0 to a maximum.
    public long number(int field, long max) {
        tag(field, 0);
        long value = varint();
        if (value < 0 || value > max) {
            throw malformed("number too large");
        }
        return value;
    }

    /// Bytes of a length within bounds.
    public byte[] bytes(int field, int min, int max) {
        tag(field, LENGTH_DELIMITED);
        long length = varint();
        if (length < min || length > max || length > in.length - at) {
            throw malformed("wrong length");
        }
        at += (int) length;
        return Arrays.copyOfRange(in, at - (int) length, at);
    }

    /// Bytes of one length.
    public byte[] bytes(int field, int length) {
        return bytes(field, length, length);
    }

    /// Public bytes of one length.
    public Bytes value(int field, int length) {
        return Bytes.of(bytes(field, length));
    }

    /// Nothing may be left.
    public void end() {
        if (at != in.length) {
            throw malformed("unknown field or trailing bytes");
        }
    }

    /// All that is left, if it is a sequence of fields above those read, of bounded size.
    public Bytes unknown(int max) {
        int start = at;
        while (at < in.length) {
            long tag = varint();
            if (tag >>> 3 <= lastField || tag >>> 3 > Integer.MAX_VALUE >>> 3) {
                throw malformed("field out of order");
            }
            lastField = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> varint();
                case LENGTH_DELIMITED -> skip(varint());
                default -> throw malformed("unknown wire type");
            }
        }
        if (at - start > max) {
            throw malformed("too many unknown fields");
        }
        return Bytes.of(Arrays.copyOfRange(in, start, at));
    }

    private void skip(long length) {
        if (length < 0 || length > in.length - at) {
            throw malformed("wrong length");
        }
        at += (int) length;
    }

    private void tag(int field, int wireType) {
        if (at == in.length || varint() != (((long) field << 3) | wireType)) {
            throw malformed("field " + field + " is missing or out of order");
        }
        lastField = field;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == in.length) {
                throw malformed("ends within a number");
            }
            int b = in[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                boolean shortest = b != 0 || shift == 0;
                boolean fits = shift < 63 || b == 1;
                if (!shortest || !fits) {
                    throw malformed("number not in shortest form");
                }
                return value;
            }
        }
        throw malformed("number too long");
    }

    private RatchetException malformed(String what) {
        return new RatchetException(refusal, what);
    }
}
