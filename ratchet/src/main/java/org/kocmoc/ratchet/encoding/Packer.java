package org.kocmoc.ratchet.encoding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;

/// Writes fixed-width big-endian structures, such as what is signed or hashed.
public final class Packer {
    /// The largest number a `u64` may hold: what a JavaScript number holds exactly.
    public static final long MAX_U64 = (1L << 53) - 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    /// Starts empty.
    public Packer() {}

    /// Starts with a domain label and its zero byte.
    public Packer(String label) {
        out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        out.write(0);
    }

    /// One byte.
    public Packer u8(int value) {
        out.write(value);
        return this;
    }

    /// Two bytes.
    public Packer u16(int value) {
        out.write(value >>> 8);
        out.write(value);
        return this;
    }

    /// Four bytes.
    public Packer u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    /// Eight bytes.
    public Packer u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    /// A user's and a device's id.
    public Packer address(Address address) {
        return u64(address.userId()).u32(address.deviceId());
    }

    /// The bytes as they are.
    public Packer bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    /// The bytes as they are.
    public Packer bytes(Bytes value) {
        return bytes(value.toArray());
    }

    /// The bytes behind their length as `u16`.
    public Packer sized(byte[] value) {
        return u16(value.length).bytes(value);
    }

    /// The bytes behind their length as `u16`.
    public Packer sized(Bytes value) {
        return sized(value.toArray());
    }

    /// A `u32` behind its length.
    public Packer sizedU32(int value) {
        return u16(4).u32(value);
    }

    /// A `u64` behind its length.
    public Packer sizedU64(long value) {
        return u16(8).u64(value);
    }

    /// What was written.
    public byte[] done() {
        return out.toByteArray();
    }
}
