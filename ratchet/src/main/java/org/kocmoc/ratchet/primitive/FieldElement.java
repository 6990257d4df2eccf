package org.kocmoc.ratchet.primitive;

/// Little-endian numbers modulo p = 2^255 − 19, as both curves encode them. Only public values.
final class FieldElement {
    private FieldElement() {}

    /// Whether the 32 bytes are below p.
    static boolean isCanonical(byte[] littleEndian) {
        int top = littleEndian[31] & 0xFF;
        if (top != 0x7F) {
            return top < 0x7F;
        }
        for (int i = 30; i > 0; i--) {
            if ((littleEndian[i] & 0xFF) != 0xFF) {
                return true;
            }
        }
        return (littleEndian[0] & 0xFF) < 0xED;
    }
}
