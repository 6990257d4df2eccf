package org.kocmoc.ratchet.internal;

import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.internal.Opening.Sender;
import org.kocmoc.ratchet.primitive.Secret;
import org.kocmoc.ratchet.primitive.Signing;

/// A first message as sent: the handshake's fields around a whole [MessageWire].
public record FirstMessageWire(Opening opening, Bytes message) {
    /// Type byte in front of an Ed25519 key.
    static final int ED25519_TYPE = 6;

    private static final int KEM_CIPHERTEXT = 1_568;

    /// Parses; keys are checked where they are used.
    public static FirstMessageWire parse(Suite suite, byte[] bytes) {
        MessageWire.version(suite.version(), bytes, Limits.FIRST_MESSAGE);
        ProtoReader in = new ProtoReader(bytes, 1);
        int oneTimeId = in.next(1) ? id(in, 1) : 0;
        Bytes baseKey = key(MessageWire.X25519_TYPE, in, 2);
        Bytes agreementKey = key(MessageWire.X25519_TYPE, in, 3);
        byte[] message = in.bytes(4, 1, Limits.MESSAGE);
        int registrationId = in.u32(5);
        int signedId = in.u32(6);
        int kemId = 0;
        Bytes ciphertext = Bytes.empty();
        if (suite.hasKem()) {
            kemId = in.u32(7);
            ciphertext = MessageWire.untyped(suite.kemType(), in.bytes(8, KEM_CIPHERTEXT + 1));
        }
        Bytes signingKey = Bytes.empty();
        long listVersion = 0;
        if (suite.isStrict()) {
            signingKey = key(ED25519_TYPE, in, 9);
            listVersion = in.u64(10);
        }
        MessageWire.finish(suite, in);
        Sender sender = new Sender(registrationId, agreementKey, signingKey, listVersion);
        return new FirstMessageWire(
                new Opening(oneTimeId, signedId, kemId, ciphertext, baseKey, sender),
                Bytes.of(message));
    }

    /// The bytes to send.
    public byte[] encode(Suite suite) {
        Sender sender = opening.sender();
        ProtoWriter out = new ProtoWriter(message.length() + 2_048);
        if (opening.oneTimeId() != 0) {
            out.number(1, opening.oneTimeId());
        }
        out.bytes(2, MessageWire.typed(MessageWire.X25519_TYPE, opening.baseKey()))
                .bytes(3, MessageWire.typed(MessageWire.X25519_TYPE, sender.agreementKey()))
                .bytes(4, message)
                .number(5, sender.registrationId())
                .number(6, opening.signedId());
        if (suite.hasKem()) {
            out.number(7, opening.kemId())
                    .bytes(8, MessageWire.typed(suite.kemType(), opening.kemCiphertext()));
        }
        if (suite.isStrict()) {
            out.bytes(9, MessageWire.typed(ED25519_TYPE, sender.signingKey()))
                    .number(10, sender.listVersion());
        }
        return Secret.join(new byte[] {(byte) suite.version()}, out.done());
    }

    private static Bytes key(int type, ProtoReader in, int field) {
        return MessageWire.untyped(type, in.bytes(field, Signing.KEY_SIZE + 1));
    }

    private static int id(ProtoReader in, int field) {
        int id = in.u32(field);
        if (id == 0) {
            throw new RatchetException(Reason.MALFORMED, "no key has the id 0");
        }
        return id;
    }
}
