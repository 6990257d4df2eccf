package org.kocmoc.realtime;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.limits.Size;

/// What waits for one client: bounded, except for the backlog that the client asked for. Belongs to
/// one event loop.
final class Outbox {
    private static final List<byte[]> NONE = List.of();

    /// Most sockets wait for nothing most of the time.
    private List<byte[]> frames = NONE;

    private int bytes;
    private int backlogFrames;
    private int backlogBytes;

    boolean isEmpty() {
        return frames.isEmpty();
    }

    int waiting() {
        return frames.size();
    }

    /// Adds a frame; `false` if the client has fallen too far behind.
    boolean add(byte[] frame) {
        append(frame);
        return frames.size() - backlogFrames <= Size.OUTBOX_FRAMES.value()
                && bytes - backlogBytes <= Size.OUTBOX_BYTES.value();
    }

    /// Adds what the client asked for and is bounded by its question.
    void addBacklog(byte[] frame) {
        append(frame);
        backlogFrames++;
        backlogBytes += frame.length;
    }

    private void append(byte[] frame) {
        if (frames.isEmpty()) {
            frames = new ArrayList<>(4);
        }
        frames.add(frame);
        bytes += frame.length;
    }

    /// Takes the first frames out, packed into one.
    byte[] take(Packing packing) {
        int count = Packing.fitting(frames);
        List<byte[]> first = frames.subList(0, count);
        byte[] packed = packing.pack(first);
        for (byte[] frame : first) {
            bytes -= frame.length;
            // The backlog may stand before or after live frames: what is sent counts against it
            // first, so that the bound is only ever wider than told.
            if (backlogFrames > 0) {
                backlogFrames--;
                backlogBytes = Math.max(0, backlogBytes - frame.length);
            }
        }
        if (count == frames.size()) {
            clear();
        } else {
            first.clear();
        }
        return packed;
    }

    void clear() {
        frames = NONE;
        bytes = 0;
        backlogFrames = 0;
        backlogBytes = 0;
    }
}
