package org.kocmoc.ratchet.encoding;

import java.util.Arrays;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;

/// Hides the exact length of a content: one byte 0x80, then zeros.
public final class Padding {
    /// Short contents fill whole blocks of this size, so that most messages look alike.
    private static final int BLOCK = 160;

    /// Up to here blocks, above Padmé: a fixed block would hide little of a long message.
    private static final int BLOCKS_UP_TO = 4_096;

    private static final byte MARK = (byte) 0x80;

    private Padding() {}

    /// The padded content.
    public static byte[] pad(byte[] content) {
        byte[] padded = Arrays.copyOf(content, paddedLength(content.length));
        padded[content.length] = MARK;
        return padded;
    }

    /// The content again. Only authenticated input comes here; one that [#pad] would not have made
    /// is `UNDECRYPTABLE`.
    public static byte[] unpad(byte[] padded) {
        int end = padded.length - 1;
        while (end >= 0 && padded[end] == 0) {
            end--;
        }
        if (end < 0 || padded[end] != MARK || paddedLength(end) != padded.length) {
            throw new RatchetException(Reason.UNDECRYPTABLE, "the message does not decrypt");
        }
        return Arrays.copyOf(padded, end);
    }

    /// The length after padding.
    public static int paddedLength(int contentLength) {
        int atLeast = contentLength + 1;
        return atLeast <= BLOCKS_UP_TO
                ? Math.ceilDiv(atLeast, BLOCK) * BLOCK
                : Math.toIntExact(padme(atLeast));
    }

    /// The next Padmé length: grows by at most 12 % and leaks O(log log n) bits.
    public static long padme(long length) {
        if (length < 2) {
            return length;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(length);
        int kept = 32 - Integer.numberOfLeadingZeros(exponent);
        long mask = (1L << Math.max(0, exponent - kept)) - 1;
        return (length + mask) & ~mask;
    }
}
