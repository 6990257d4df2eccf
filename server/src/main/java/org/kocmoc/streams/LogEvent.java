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
/// @param older what those get for whom the message of the entry is from before their time; `null`
///   if the entry is about no message, or is one
public record LogEvent(
        long seq,
        long epoch,
        byte[] json,
        long author,
        byte @Nullable [] own,
        List<UserId> leaving,
        Optional<ChatId> membership,
        @Nullable Older older) {
    /// The entry without its message, for readers who may see the one but not the other: the
    /// history of a chat does not exist for who came later.
    ///
    /// @param message number of the message
    public record Older(long message, byte[] json) {}

    /// An entry that everybody gets in the same form and that changes nobody's membership.
    public static LogEvent plain(long seq, long epoch, byte[] json) {
        return new LogEvent(seq, epoch, json, 0, null, List.of(), Optional.empty(), null);
    }

    /// The frame for one of the readers.
    ///
    /// @param visibleFrom what has this number or a lower one does not exist for that reader
    public byte[] frameFor(long reader, long visibleFrom) {
        if (older != null && older.message() <= visibleFrom) {
            return older.json();
        }
        return own != null && reader == author ? own : json;
    }
}
