package org.kocmoc.ratchet.internal;

import java.util.Arrays;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.primitive.Agreement;
import org.kocmoc.ratchet.primitive.Secret;

/// A pairwise message as sent: version, header and ciphertext, tag.
///
/// @param body version byte and protobuf, which the tag covers
public record MessageWire(
        Bytes ratchetKey, int counter, int previous, Bytes ciphertext, Bytes body, Bytes tag) {
    /// Type byte in front of an X25519 key.
    static final int X25519_TYPE = 5;

    private static final int TYPED_KEY = Agreement.SIZE + 1;

    /// Parses; the ratchet key is checked where it is used.
    public static MessageWire parse(Suite suite, byte[] message) {
        int tagAt = message.length - suite.tagSize();
        version(suite.version(), message, Limits.MESSAGE);
        if (tagAt < 1) {
            throw new RatchetException(Reason.MALFORMED, "too short for a message");
        }
        byte[] body = Arrays.copyOf(message, tagAt);
        ProtoReader in = new ProtoReader(body, 1);
        Bytes key = untyped(X25519_TYPE, in.bytes(1, TYPED_KEY));
        int counter = in.u32(2);
        int previous = in.u32(3);
        byte[] ciphertext = in.bytes(4, 0, Limits.MESSAGE);
        finish(suite, in);
        return new MessageWire(
                key,
                counter,
                previous,
                Bytes.of(ciphertext),
                Bytes.of(body),
                Bytes.of(Arrays.copyOfRange(message, tagAt, message.length)));
    }

    /// Version byte and protobuf of a message to be authenticated.
    static byte[] body(
            Suite suite, Bytes ratchetKey, int counter, int previous, byte[] ciphertext) {
        byte[] fields =
                new ProtoWriter(ciphertext.length + 64)
                        .bytes(1, typed(X25519_TYPE, ratchetKey))
                        .number(2, counter)
                        .number(3, previous)
                        .bytes(4, ciphertext)
                        .done();
        return Secret.join(new byte[] {(byte) suite.version()}, fields);
    }

    /// Refuses another version and more than the limit.
    public static void version(int version, byte[] message, int limit) {
        if (message.length > limit) {
            throw new RatchetException(Reason.TOO_LARGE, "message too large");
        }
        if (message.length == 0) {
            throw new RatchetException(Reason.MALFORMED, "empty message");
        }
        if ((message[0] & 0xFF) != version) {
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "another suite's message");
        }
    }

    /// A strict suite allows nothing after the known fields.
    public static void finish(Suite suite, ProtoReader in) {
        if (suite.isStrict()) {
            in.end();
        } else {
            in.unknown(Limits.UNKNOWN_FIELDS);
        }
    }

    /// A key behind its type byte.
    public static byte[] typed(int type, Bytes key) {
        return Secret.join(new byte[] {(byte) type}, key.toArray());
    }

    /// A key without its type byte, which must be the right one.
    public static Bytes untyped(int type, byte[] key) {
        if ((key[0] & 0xFF) != type) {
            throw new RatchetException(Reason.MALFORMED, "key of another type");
        }
        return Bytes.of(Arrays.copyOfRange(key, 1, key.length));
    }
}
