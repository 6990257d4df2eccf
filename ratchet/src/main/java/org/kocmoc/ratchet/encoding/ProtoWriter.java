package org.kocmoc.ratchet.encoding;

import java.io.ByteArrayOutputStream;
import org.kocmoc.ratchet.Bytes;

/// Writes protobuf: varints and length-delimited fields. The caller writes fields in ascending
/// order.
public final class ProtoWriter {
    private final ByteArrayOutputStream out;

    /// Starts empty.
    public ProtoWriter() {
        this(256);
    }

    /// Starts empty, with room for so many bytes.
    public ProtoWriter(int capacity) {
        out = new ByteArrayOutputStream(capacity);
    }

    /// A number.
    public ProtoWriter number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    /// Bytes or an embedded message.
    public ProtoWriter bytes(int field, byte[] value) {
        varint(((long) field << 3) | ProtoReader.LENGTH_DELIMITED);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /// Bytes.
    public ProtoWriter bytes(int field, Bytes value) {
        return bytes(field, value.toArray());
    }

    /// Fields that were kept without being understood.
    public ProtoWriter raw(Bytes fields) {
        out.writeBytes(fields.toArray());
        return this;
    }

    /// What was written.
    public byte[] done() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
