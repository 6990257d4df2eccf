package org.kocmoc.streams;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.kocmoc.base.UserId;

/// What travels on the subject of a chat or user without being logged: typing, marks, presence. May
/// be lost. Shares its subjects with the log's nudges and differs in the first byte.
///
/// @param except account whose sockets do not get it
/// @param frame the event as clients get it
public record Ephemeral(UserId except, byte[] frame) {
    private static final byte KIND = 2;
    private static final int HEADER_BYTES = 1 + Long.BYTES;

    /// `kind u8 | except u64 | frame`.
    public byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + frame.length)
                .put(KIND)
                .putLong(except.value())
                .put(frame)
                .array();
    }

    public static Optional<Ephemeral> decode(byte[] payload) {
        if (payload.length <= HEADER_BYTES || payload[0] != KIND) {
            return Optional.empty();
        }
        long except = ByteBuffer.wrap(payload, 1, Long.BYTES).getLong();
        return Optional.of(
                new Ephemeral(
                        new UserId(except),
                        Arrays.copyOfRange(payload, HEADER_BYTES, payload.length)));
    }
}
