package org.kocmoc.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A whole WebSocket frame of a server in a buffer.
///
/// @param from where the payload begins
public record ServerFrame(int opcode, int from, int length) {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int CLOSE = 8;
    public static final int PING = 9;

    private static final int SHORT_LENGTH = 126;

    /// The frame that begins there, or `null` if it is incomplete.
    public static ServerFrame at(ByteBuffer buffer, int at) {
        int available = buffer.position() - at;
        if (available < 2) {
            return null;
        }
        int opcode = buffer.get(at) & 0x0f;
        int length = buffer.get(at + 1) & 0x7f;
        int head = length < SHORT_LENGTH ? 2 : length == SHORT_LENGTH ? 4 : 10;
        if (available < head) {
            return null;
        }
        if (head == 4) {
            length = buffer.getShort(at + 2) & 0xffff;
        } else if (head == 10) {
            length = Math.toIntExact(buffer.getLong(at + 2));
        }
        return available < head + length ? null : new ServerFrame(opcode, at + head, length);
    }

    public String close(ByteBuffer buffer) {
        return length < 2
                ? "without code"
                : buffer.getShort(from)
                        + " "
                        + new String(buffer.array(), from + 2, length - 2, StandardCharsets.UTF_8);
    }
}
