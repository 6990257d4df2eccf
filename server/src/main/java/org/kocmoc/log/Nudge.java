package org.kocmoc.log;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;

/// What the bus carries on the subject of a chat or user: these numbers of its log are committed.
///
/// The numbers of one subject are published in their order by one lane, but a change that shares
/// the chat with it may overtake: a hub that hears number 8 before 7 waits a little, then reads the
/// log. A nudge without event says only that the log has grown. Immutable; the arrays are shared
/// and must not be changed.
///
/// @param firstSeq the lowest number that is new
/// @param lastSeq the highest
/// @param epoch the epoch of these rows
/// @param sender whose devices get their own form of the event; 0 if nobody's
/// @param forOthers the event as JSON, or `null`
/// @param forSender the same for the devices of the sender, or `null`
public record Nudge(
        long firstSeq,
        long lastSeq,
        long epoch,
        long sender,
        byte @Nullable [] forOthers,
        byte @Nullable [] forSender) {
    /// The first byte of every nudge; payloads of other kinds may share the subjects.
    public static final byte KIND = 1;

    private static final int HEADER_BYTES = 1 + 4 * Long.BYTES + Integer.BYTES;

    /// Numbers without event.
    public static Nudge range(long firstSeq, long lastSeq, long epoch) {
        return new Nudge(firstSeq, lastSeq, epoch, 0, null, null);
    }

    /// One message with its event.
    static Nudge message(SendOutcome.Stored stored, UserId sender, Announcement.Events events) {
        return events.forOthers().length == 0
                ? range(stored.seq(), stored.seq(), stored.epoch())
                : new Nudge(
                        stored.seq(),
                        stored.seq(),
                        stored.epoch(),
                        sender.value(),
                        events.forOthers(),
                        events.forSender());
    }

    /// `kind u8 | firstSeq u64 | lastSeq u64 | epoch u64 | sender u64 | length u32 | forOthers |
    /// forSender`, where length 0 means that there is no event.
    public byte[] encode() {
        byte[] others = forOthers == null ? new byte[0] : forOthers;
        byte[] own = forSender == null ? new byte[0] : forSender;
        return ByteBuffer.allocate(HEADER_BYTES + others.length + own.length)
                .put(KIND)
                .putLong(firstSeq)
                .putLong(lastSeq)
                .putLong(epoch)
                .putLong(sender)
                .putInt(others.length)
                .put(others)
                .put(own)
                .array();
    }

    /// Reads what [#encode] wrote; empty for a payload of another kind.
    ///
    /// @throws IllegalArgumentException if it is damaged
    public static Optional<Nudge> decode(byte[] payload) {
        if (payload.length == 0 || payload[0] != KIND) {
            return Optional.empty();
        }
        if (payload.length < HEADER_BYTES) {
            throw new IllegalArgumentException("a nudge of " + payload.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        in.get();
        long firstSeq = in.getLong();
        long lastSeq = in.getLong();
        long epoch = in.getLong();
        long sender = in.getLong();
        int length = in.getInt();
        if (length == 0) {
            return Optional.of(new Nudge(firstSeq, lastSeq, epoch, sender, null, null));
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a nudge with an event of " + length + " bytes");
        }
        byte[] others = new byte[length];
        in.get(others);
        byte[] own = new byte[in.remaining()];
        in.get(own);
        return Optional.of(new Nudge(firstSeq, lastSeq, epoch, sender, others, own));
    }

    void publish(Bus bus, ChatId chat) {
        bus.publish(Subjects.chat(chat), encode());
    }

    void publish(Bus bus, UserId user) {
        bus.publish(Subjects.user(user), encode());
    }
}
