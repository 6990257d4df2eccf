package org.kocmoc.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The one thing of EXIF that a picture needs to stand upright. Stateless.
final class Exif {
    static final int UPRIGHT = 1;

    /// Stands before the block in JPEG, and by mistake in some WebP files.
    static final byte[] PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES = 12;
    private static final int ORIENTATION_TAG = 0x0112;
    private static final int SHORT = 3;

    private Exif() {}

    /// The orientation that a block tells; upright if it tells none or is damaged.
    static int orientation(byte[] block) {
        ByteBuffer tiff = ByteBuffer.wrap(block);
        if (startsWith(block, PREFIX)) {
            tiff.position(PREFIX.length);
        }
        tiff = tiff.slice();
        if (tiff.remaining() < HEADER_BYTES) {
            return UPRIGHT;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < HEADER_BYTES || directory > tiff.limit() - 2) {
            return UPRIGHT;
        }
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if (entry > tiff.limit() - ENTRY_BYTES) {
                return UPRIGHT;
            }
            if ((tiff.getShort(entry) & 0xffff) == ORIENTATION_TAG) {
                int value = tiff.getShort(entry + 8);
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /// A block that tells the orientation and nothing else, without prefix.
    static byte[] only(int orientation) {
        return ByteBuffer.allocate(HEADER_BYTES + 2 + ENTRY_BYTES + 4)
                .put(new byte[] {'M', 'M', 0, 42})
                .putInt(HEADER_BYTES)
                .putShort((short) 1)
                .putShort((short) ORIENTATION_TAG)
                .putShort((short) SHORT)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    static boolean startsWith(byte[] bytes, byte[] prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
