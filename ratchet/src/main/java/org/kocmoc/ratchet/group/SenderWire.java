package org.kocmoc.ratchet.group;

import java.util.Arrays;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.internal.MessageWire;
import org.kocmoc.ratchet.internal.SenderContext;
import org.kocmoc.ratchet.internal.Suite;
import org.kocmoc.ratchet.primitive.Secret;
import org.kocmoc.ratchet.primitive.Signing;

/// A group message as sent: version, fields, signature.
///
/// @param payload ciphertext with its authenticator
/// @param body version byte and protobuf, which the signature covers
public record SenderWire(Header header, Bytes payload, Bytes body, Bytes signature) {
    private static final int HASH = 32;

    /// What can be read without a key, and is not authentic yet.
    ///
    /// @param membership hash of the membership entry the sender knew; empty in suites without
    public record Header(Bytes groupId, int chainId, int iteration, long epoch, Bytes membership) {}

    /// Parses; nothing is verified.
    public static SenderWire parse(Suite suite, byte[] message) {
        MessageWire.version(suite.groupVersion(), message, Limits.MESSAGE);
        int signatureAt = message.length - Signing.SIGNATURE_SIZE;
        if (signatureAt < 1) {
            throw new RatchetException(Reason.MALFORMED, "too short for a message");
        }
        byte[] body = Arrays.copyOf(message, signatureAt);
        ProtoReader in = new ProtoReader(body, 1);
        Bytes groupId = in.value(1, SenderChain.GROUP_ID);
        int chainId = in.u32(2);
        int iteration = in.u32(3);
        byte[] payload = in.bytes(4, 0, Limits.MESSAGE);
        long epoch = suite.isStrict() ? in.u64(5) : 0;
        Bytes membership = suite.isStrict() ? in.value(6, HASH) : Bytes.empty();
        MessageWire.finish(suite, in);
        return new SenderWire(
                new Header(groupId, chainId, iteration, epoch, membership),
                Bytes.of(payload),
                Bytes.of(body),
                Bytes.of(Arrays.copyOfRange(message, signatureAt, message.length)));
    }

    /// Version byte and protobuf of a message to be signed.
    static byte[] body(Suite suite, SenderContext context, byte[] payload) {
        ProtoWriter out =
                new ProtoWriter(payload.length + 128)
                        .bytes(1, context.groupId())
                        .number(2, context.chainId())
                        .number(3, context.iteration())
                        .bytes(4, payload);
        if (suite.isStrict()) {
            out.number(5, context.epoch()).bytes(6, context.membership());
        }
        return Secret.join(new byte[] {(byte) suite.groupVersion()}, out.done());
    }
}
