package org.kocmoc.bench.load;

import java.nio.charset.StandardCharsets;

/// Counts and finds events in frames without decoding them.
public final class Events {
    /// Stands once in every event of a log, and nowhere in a message.
    private static final byte[] MARK = "\"epoch\":".getBytes(StandardCharsets.US_ASCII);

    /// No event of a message is shorter than that.
    private static final int SHORTEST = 300;

    private Events() {}

    /// How many events of a log the frame holds; several may be packed into one frame.
    public static int count(WebSockets.Payload frame) {
        int count = 0;
        int end = frame.from() + frame.length();
        int at = find(frame.bytes(), frame.from(), end, MARK);
        while (at >= 0) {
            count++;
            at = find(frame.bytes(), at + SHORTEST, end, MARK);
        }
        return count;
    }

    public static boolean contains(WebSockets.Payload frame, byte[] wanted) {
        return find(frame.bytes(), frame.from(), frame.from() + frame.length(), wanted) >= 0;
    }

    private static int find(byte[] bytes, int from, int end, byte[] wanted) {
        for (int i = from; i <= end - wanted.length; i++) {
            if (bytes[i] == wanted[0] && matches(bytes, i, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int at, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
