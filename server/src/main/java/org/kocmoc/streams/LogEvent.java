package org.kocmoc.streams;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// An entry of a chat's or user's log in the form that clients get. Immutable; the arrays must not
/// be changed.
///
/// @param seq number in its log
/// @param epoch epoch of the entry
/// @param json the event's frame
/// @param author account that gets `own` instead; 0 for nobody
/// @param own the frame for the author's own sockets, or `null` if it is the same
/// @param leaving members who are none any more from this entry on
/// @param membership chat that the user of a user log gained or lost by this entry
public record LogEvent(
        long seq,
        long epoch,
        byte[] json,
        long author,
        byte @Nullable [] own,
        List<UserId> leaving,
        Optional<ChatId> membership) {
    /// An entry that everybody gets in the same form and that changes nobody's membership.
    public static LogEvent plain(long seq, long epoch, byte[] json) {
        return new LogEvent(seq, epoch, json, 0, null, List.of(), Optional.empty());
    }

    /// The frame for one of the readers.
    public byte[] frameFor(long reader) {
        return own != null && reader == author ? own : json;
    }
}
