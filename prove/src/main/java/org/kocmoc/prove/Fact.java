package org.kocmoc.prove;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Counts;
import org.kocmoc.client.model.Position;

/// Something that a simulated user saw. Times are of one monotonic clock, in nanoseconds.
sealed interface Fact {
    long user();

    /// Which socket of which device.
    record Wire(int device, long connection) {}

    /// A send was acknowledged.
    ///
    /// @param key client id
    /// @param way how it was sent
    record Stored(
            long user, long started, long at, long chat, String key, long id, long seq, String way)
            implements Fact {}

    /// An edit or deletion was acknowledged.
    record Changed(long user, long chat, long seq, int revision, boolean deleted) implements Fact {}

    /// An entry of a chat's log came.
    ///
    /// @param wire null if it came by a sync over HTTP
    /// @param message id of the message that the entry is about
    record Seen(
            long user,
            @Nullable Wire wire,
            long chat,
            Position position,
            String type,
            @Nullable Long message)
            implements Fact {}

    /// A socket is about to sign in.
    ///
    /// @param held number up to which each chat's log is held
    record Connecting(long user, Wire wire, Map<Long, Long> held) implements Fact {}

    /// The mark that a socket is caught up.
    ///
    /// @param heads number at which each chat's log stands
    /// @param reloads chats that must be fetched anew
    record Resumed(long user, Wire wire, Map<Long, Long> heads, List<Long> reloads)
            implements Fact {}

    /// The server told how much is unread.
    record Counted(long user, long chat, Counts counts, String by) implements Fact {}

    /// A page of a chat's history.
    ///
    /// @param newest whether it was asked for as the newest page
    /// @param places numbers and ids in the order of the page
    record Paged(long user, long started, long chat, boolean newest, List<Place> places)
            implements Fact {}

    /// Where a message stands.
    record Place(long seq, long id) {}

    /// A request was refused.
    record Refused(long user, String what, int status, String code) implements Fact {}

    /// A request got no answer.
    record Unanswered(long user, String what) implements Fact {}
}
