package org.kocmoc.client.live;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Counts;
import org.kocmoc.client.model.Message;

/// How much of a chat is unread, kept right from event to event. Immutable.
///
/// The server's number is the start; events move it. Where an event does not say enough (a deletion
/// of a message that is not held any more), the number is marked as unsure and asked for again: it
/// is never guessed.
///
/// @param readSeq the own read mark
/// @param unread messages of others above it, at most 1,000
/// @param mentions those of them that name the own account
/// @param sure whether both numbers are exact at the chat's position
/// @param lastDeletion the newest number at which a message was deleted
/// @param later what the server counted further on in the log than this state is
record Tally(
        long readSeq,
        int unread,
        int mentions,
        boolean sure,
        long lastDeletion,
        @Nullable Counts later) {
    private static final int CAP = 1_000;

    static Tally of(Counts counts) {
        return new Tally(counts.readSeq(), counts.unread(), counts.mentions(), true, 0, null);
    }

    /// A new message came.
    Tally added(Message message, long me) {
        if (!counts(message, me) || message.deleted()) {
            return this;
        }
        return moved(message.mentions(me) ? 1 : 0);
    }

    /// A message was edited.
    ///
    /// @param before as it was held
    Tally edited(@Nullable Message before, Message after, long me) {
        if (!counts(after, me) || after.deleted()) {
            return this;
        }
        // What was fetched after the edit does not tell whether the mention was counted.
        boolean unclear =
                before == null
                        || before.revision() >= after.revision()
                        || before.mentions(me) != after.mentions(me);
        return unclear ? unsure() : this;
    }

    /// A message was deleted. Whether it was counted only the server knows: a member may have set
    /// the number by hand, and then it does not consist of messages.
    Tally deleted(@Nullable Message tombstone, long at, long me) {
        Tally noted = new Tally(readSeq, unread, mentions, sure, at, later);
        return tombstone == null || counts(tombstone, me) ? noted.unsure() : noted;
    }

    private boolean counts(Message message, long me) {
        return !message.isFrom(me) && message.seq() > readSeq;
    }

    private Tally moved(int mentioned) {
        return new Tally(
                readSeq,
                Math.min(unread + 1, CAP),
                mentions + mentioned,
                sure,
                lastDeletion,
                later);
    }

    private Tally unsure() {
        return new Tally(readSeq, unread, mentions, false, lastDeletion, later);
    }

    /// The server counted. What it counted further on is kept until this state is there.
    Tally counted(Counts counts, long position, Window held, long me) {
        if (counts.readSeq() < readSeq) {
            return this;
        }
        if (counts.at() > position) {
            return later != null && later.at() > counts.at()
                    ? this
                    : new Tally(readSeq, unread, mentions, sure, lastDeletion, counts);
        }
        boolean exact =
                counts.at() == position
                        || (lastDeletion <= counts.at() && held.from() <= counts.at() + 1);
        List<Message> since = held.ofOthers(me, Math.max(counts.at(), counts.readSeq()), position);
        int mentionsSince = (int) since.stream().filter(message -> message.mentions(me)).count();
        return new Tally(
                counts.readSeq(),
                Math.min(CAP, counts.unread() + since.size()),
                counts.mentions() + mentionsSince,
                exact,
                lastDeletion,
                later);
    }

    /// The chat's log has been applied up to a position.
    Tally reached(long position, Window held, long me) {
        if (later == null || later.at() > position) {
            return this;
        }
        Tally free = new Tally(readSeq, unread, mentions, sure, lastDeletion, null);
        return free.counted(later, position, held, me);
    }
}
