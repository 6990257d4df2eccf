package org.kocmoc.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// WebSocket frames of a client. The masking key is zero, which leaves the payload as it is.
public final class ClientFrames {
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_PONG = 0x8a;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 126;

    private ClientFrames() {}

    public static ByteBuffer text(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(8 + payload.length).put((byte) FIN_TEXT);
        if (payload.length < SHORT_LENGTH) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | SHORT_LENGTH)).putShort((short) payload.length);
        }
        return frame.putInt(0).put(payload).flip();
    }

    /// The answer to a ping without payload.
    public static ByteBuffer pong() {
        return ByteBuffer.allocate(6).put((byte) FIN_PONG).put((byte) MASKED).putInt(0).flip();
    }
}
