package org.kocmoc.client.encryption;

import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// What travels to each device in its session: the key of a body, or a control message.
///
/// @param keys of the body; `null` in control messages
record Envelope(
        EnvelopeClass kind,
        long chat,
        Bytes uuid,
        @Nullable BodyKey keys,
        @Nullable Control control) {
    /// What opens a body.
    record BodyKey(byte[] key, Bytes hash) {}

    /// What devices say to each other beside the chats.
    sealed interface Control {
        /// Gives a chain of a group.
        record SenderKey(byte[] distribution) implements Control {}

        /// Asks for the key of a message that could not be read.
        record Retry(MessageRef message) implements Control {}

        /// Gives it; also says that the session is a new one.
        record Key(MessageRef message, BodyKey keys) implements Control {}
    }

    private static final int BLOCK = 32;
    private static final int UUID = 16;
    private static final int REF = 28;
    private static final int MAX = 8_192;

    static Envelope of(EnvelopeClass kind, long chat, Bytes uuid, BodyKey keys) {
        return new Envelope(kind, chat, uuid, keys, null);
    }

    static Envelope control(long chat, Bytes uuid, Control control) {
        return new Envelope(EnvelopeClass.CONTROL, chat, uuid, null, control);
    }

    byte[] encode() {
        ProtoWriter out = new ProtoWriter().number(1, kind.number()).number(2, chat).bytes(3, uuid);
        if (keys != null) {
            out.bytes(4, keys.key()).bytes(5, keys.hash());
        }
        if (control != null) {
            out.bytes(6, encode(control));
        }
        return out.done();
    }

    private static byte[] encode(Control control) {
        ProtoWriter out = new ProtoWriter();
        return switch (control) {
            case Control.SenderKey chain -> out.number(1, 1).bytes(2, chain.distribution()).done();
            case Control.Retry retry -> out.number(1, 2).bytes(3, retry.message().encode()).done();
            case Control.Key given ->
                    out.number(1, 3)
                            .bytes(3, given.message().encode())
                            .bytes(4, given.keys().key())
                            .bytes(5, given.keys().hash())
                            .done();
        };
    }

    static Envelope parse(byte[] bytes) {
        ProtoReader in = new ProtoReader(bytes);
        EnvelopeClass kind = EnvelopeClass.of(in.u32(1));
        long chat = in.u64(2);
        Bytes uuid = in.value(3, UUID);
        Envelope envelope =
                kind == EnvelopeClass.CONTROL
                        ? control(chat, uuid, parseControl(in.bytes(6, 1, MAX)))
                        : of(kind, chat, uuid, keys(in));
        in.end();
        return envelope;
    }

    private static BodyKey keys(ProtoReader in) {
        return new BodyKey(in.bytes(4, BLOCK), in.value(5, BLOCK));
    }

    private static Control parseControl(byte[] bytes) {
        ProtoReader in = new ProtoReader(bytes);
        int number = in.u32(1);
        Control control =
                switch (number) {
                    case 1 -> new Control.SenderKey(in.bytes(2, 1, MAX));
                    case 2 -> new Control.Retry(MessageRef.parse(in.bytes(3, REF)));
                    case 3 -> new Control.Key(MessageRef.parse(in.bytes(3, REF)), keys(in));
                    default ->
                            throw new RatchetException(
                                    Reason.UNSUPPORTED_VERSION, "an unknown control message");
                };
        in.end();
        return control;
    }

    @Override
    public String toString() {
        return "Envelope[" + kind + "]";
    }
}
