package org.kocmoc.realtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts several frames into one: `[a,b,…]`. Many sockets of a loop wait for the very same frames,
/// so the last result is kept for the next socket. One thread.
final class Packing {
    /// Bigger frames would keep a client from showing anything until all has come.
    static final int MAX_BYTES = 64 << 10;

    private byte @Nullable [] @Nullable [] parts;
    private byte @Nullable [] packed;

    /// How many of the first frames fit into one.
    static int fitting(List<byte[]> frames) {
        int bytes = 1;
        int count = 0;
        for (byte[] frame : frames) {
            bytes += frame.length + 1;
            if (bytes > MAX_BYTES && count > 0) {
                break;
            }
            count++;
        }
        return count;
    }

    /// One frame for all of them.
    byte[] pack(List<byte[]> frames) {
        if (frames.size() == 1) {
            return frames.getFirst();
        }
        byte[] known = packed;
        if (known != null && isSame(frames)) {
            return known;
        }
        byte[] made = join(frames);
        parts = frames.toArray(byte[][]::new);
        packed = made;
        return made;
    }

    /// By identity: frames are shared between sockets, never copied.
    @SuppressWarnings("ReferenceEquality")
    private boolean isSame(List<byte[]> frames) {
        if (parts == null || parts.length != frames.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] != frames.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] join(List<byte[]> frames) {
        int length = 1 + frames.size();
        for (byte[] frame : frames) {
            length += frame.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] frame : frames) {
            joined[at] = (byte) (at == 0 ? '[' : ',');
            System.arraycopy(frame, 0, joined, at + 1, frame.length);
            at += 1 + frame.length;
        }
        joined[at] = ']';
        return joined;
    }
}
