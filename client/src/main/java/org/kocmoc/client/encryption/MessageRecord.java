package org.kocmoc.client.encryption;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.ratchet.MessageBody;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// What is kept of a message that was sent or came: where it is, and what opens its body, which
/// stays at the server. Immutable.
///
/// @param seq number in the chat; 0 until the server has given one
/// @param keys `null` while it cannot be read
/// @param handled whether the caller has had it
/// @param askedMs when its key was last asked for; 0 if it was not
/// @param asks how often it has been asked for
/// @param under in groups with a membership chain, the newest entry that an earlier message had
///   been accepted under when this one came: its sender must be a member there; 0 for none
record MessageRecord(
        EnvelopeClass kind,
        long chat,
        long seq,
        long message,
        Envelope.@Nullable BodyKey keys,
        boolean handled,
        long askedMs,
        int asks,
        long under) {
    private static final int BLOCK = 32;

    /// Requests wait for their addressee, so that asking again only helps where one was lost.
    private static final int MOST_DOUBLINGS = 7;

    /// A message that was just sent, or has come.
    MessageRecord(
            EnvelopeClass kind,
            long chat,
            long seq,
            long message,
            Envelope.@Nullable BodyKey keys,
            boolean handled,
            long under) {
        this(kind, chat, seq, message, keys, handled, 0, 0, under);
    }

    static Optional<MessageRecord> find(Records records, MessageRef ref) {
        return records.get(name(ref)).map(MessageRecord::decode);
    }

    void put(Records records, MessageRef ref) {
        records.put(name(ref), encode());
    }

    MessageRecord readable(Envelope.BodyKey found) {
        return new MessageRecord(kind, chat, seq, message, found, handled, askedMs, asks, under);
    }

    MessageRecord without() {
        return new MessageRecord(kind, chat, seq, message, null, handled, askedMs, asks, under);
    }

    /// The message, with its body in clear.
    ///
    /// @throws RatchetException if the body is not what its sender sealed
    Received open(MessageRef ref, byte[] body) {
        Envelope.BodyKey key = Objects.requireNonNull(keys);
        Content content =
                Content.parse(MessageBody.open(chat, ref.uuid(), key.key(), key.hash(), body));
        if (content.envelopeClass() != kind) {
            throw new RatchetException(Reason.MALFORMED, "the body is of another class");
        }
        return new Received(ref, chat, seq, message, content, Optional.empty());
    }

    MessageRecord done() {
        return new MessageRecord(kind, chat, seq, message, keys, true, askedMs, asks, under);
    }

    MessageRecord asked(long ms) {
        return new MessageRecord(kind, chat, seq, message, keys, handled, ms, asks + 1, under);
    }

    /// Whether its key may be asked for now: each time after twice as long, up to a bound.
    ///
    /// @param pause between the first two requests
    boolean isDue(long nowMs, Duration pause) {
        int doublings = Math.clamp(asks - 1, 0, MOST_DOUBLINGS);
        return askedMs == 0 || nowMs - askedMs >= pause.toMillis() << doublings;
    }

    private static String name(MessageRef ref) {
        return "sdk.text." + ref.key();
    }

    private byte[] encode() {
        ProtoWriter out =
                new ProtoWriter()
                        .number(1, kind.number())
                        .number(2, chat)
                        .number(3, seq)
                        .number(4, message)
                        .number(5, handled ? 1 : 0)
                        .number(6, askedMs);
        if (keys != null) {
            out.bytes(7, keys.key()).bytes(8, keys.hash());
        }
        if (under > 0) {
            out.number(9, under);
        }
        if (asks > 0) {
            out.number(10, asks);
        }
        return out.done();
    }

    private static MessageRecord decode(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        EnvelopeClass kind = EnvelopeClass.of(in.u32(1));
        long chat = in.u64(2);
        long seq = in.u64(3);
        long message = in.u64(4);
        boolean handled = in.u32(5) == 1;
        long asked = in.u64(6);
        Envelope.BodyKey keys = null;
        if (in.next(7)) {
            keys = new Envelope.BodyKey(in.bytes(7, BLOCK), in.value(8, BLOCK));
        }
        long under = in.next(9) ? in.u64(9) : 0;
        int asks = in.next(10) ? in.u32(10) : 0;
        in.end();
        return new MessageRecord(kind, chat, seq, message, keys, handled, asked, asks, under);
    }
}
