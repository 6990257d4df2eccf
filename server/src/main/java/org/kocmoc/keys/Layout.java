package org.kocmoc.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/// Reads and writes fixed-width structures: big-endian, beginning with a label and a zero byte. One
/// thread.
final class Layout {
    private static final long MAX_NUMBER = (1L << 53) - 1;

    private final ByteBuffer in;

    Layout(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /// A label with its zero byte.
    static byte[] label(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    boolean startsWith(byte[] label) {
        return in.remaining() >= label.length && Arrays.equals(bytes(label.length), label);
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    int u16() {
        return Short.toUnsignedInt(in.getShort());
    }

    int bits32() {
        return in.getInt();
    }

    /// A number that every platform can hold; empty if it is larger.
    OptionalLong u64() {
        long value = in.getLong();
        return value < 0 || value > MAX_NUMBER ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /// What a device signs over one of its signed pre-keys.
    static byte[] signedKey(DeviceCertificate owner, int id, long createdMs, byte[] key) {
        byte[] label = label("kocmoc/spk/1");
        return ByteBuffer.allocate(label.length + 25 + key.length)
                .put(label)
                .putLong(owner.user())
                .putInt(owner.device())
                .putInt(id)
                .putLong(createdMs)
                .put((byte) 0x05)
                .put(key)
                .array();
    }

    /// What a device signs over one of its ML-KEM pre-keys.
    static byte[] kemKey(
            DeviceCertificate owner, int id, boolean lastResort, long createdMs, byte[] key) {
        byte[] label = label("kocmoc/kem/1");
        return ByteBuffer.allocate(label.length + 26 + key.length)
                .put(label)
                .putLong(owner.user())
                .putInt(owner.device())
                .putInt(id)
                .put((byte) (lastResort ? 1 : 0))
                .putLong(createdMs)
                .put((byte) 0x0A)
                .put(key)
                .array();
    }

    /// What a device signs to show that a sign-in is its own.
    static byte[] session(long user, int device, byte[] tokenHash) {
        byte[] label = label("kocmoc/devsession/1");
        return ByteBuffer.allocate(label.length + 12 + tokenHash.length)
                .put(label)
                .putLong(user)
                .putInt(device)
                .put(tokenHash)
                .array();
    }
}
