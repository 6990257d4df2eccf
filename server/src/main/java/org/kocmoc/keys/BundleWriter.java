package org.kocmoc.keys;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// Writes a `PreKeyBundle` as `ratchet/FORMATS.md` section 3 lays it out. One thread.
final class BundleWriter {
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int LAST_RESORT = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(2_200);

    private BundleWriter() {}

    /// @param kem the one-time ML-KEM key; without it the last-resort key is in the bundle
    static byte[] write(
            BundleStore.Serving device,
            BundleStore.@Nullable KemRow kem,
            BundleStore.@Nullable OneTimeRow oneTime) {
        BundleStore.KemRow used =
                kem != null
                        ? kem
                        : new BundleStore.KemRow(
                                device.kemId(),
                                device.kemCreatedMs(),
                                device.kemKey(),
                                device.kemSignature());
        BundleWriter writer = new BundleWriter();
        writer.bytes(1, device.certificate());
        writer.number(2, device.signedId());
        writer.number(3, device.signedCreatedMs());
        writer.bytes(4, device.signedKey());
        writer.bytes(5, device.signedSignature());
        writer.number(6, used.keyId());
        writer.number(7, kem != null ? 0 : LAST_RESORT);
        writer.number(8, used.createdMs());
        writer.bytes(9, used.key());
        writer.bytes(10, used.signature());
        if (oneTime != null) {
            writer.number(11, oneTime.keyId());
            writer.bytes(12, oneTime.key());
        }
        return writer.out.toByteArray();
    }

    private void number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
    }

    private void bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        out.writeBytes(value);
    }

    private void varint(long value) {
        long rest = value;
        while (rest > 0x7F) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
