package org.kocmoc.streams;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.wire.Position;

/// The logs, as the hub reads them. Any thread; blocks; throws what the database throws.
public interface Backlog {
    /// How far a client has come.
    ///
    /// @param user in its user log, or `null` if it holds nothing of that
    /// @param chats in the chats whose history it holds
    /// @param encrypted whether it can read encrypted chats; they do not exist for others
    /// @param limit most events of one log to return
    /// @param paged whether the client comes back for more; otherwise a log with more than `limit`
    ///   new entries is to be loaded anew
    record Progress(
            @Nullable Position user,
            Map<ChatId, Position> chats,
            boolean encrypted,
            int limit,
            boolean paged) {}

    /// Where everything of a user stands, and what came after a client's positions, as of one
    /// moment.
    ///
    /// @param user the user log
    /// @param chats all chats of the user
    record State(UserState user, List<ChatState> chats) {}

    /// A user log.
    ///
    /// @param head its newest entry
    /// @param reload whether the position given cannot be continued
    /// @param more whether there are entries after the last event
    /// @param events entries after the position given
    record UserState(Position head, boolean reload, boolean more, List<LogEvent> events) {}

    /// A chat as one of its members finds it.
    ///
    /// @param listed whether the chat is in the member's list; a hidden one comes back with its
    ///   next message
    /// @param visibleFrom what has this number or a lower one does not exist for the member
    /// @param head its newest entry
    /// @param counts what the member has not read, and what the others have
    /// @param reload whether the position given cannot be continued
    /// @param more whether there are entries after the last event
    /// @param events entries after the position given, as the member may see them; `null` if none
    ///   was
    record ChatState(
            ChatId chat,
            boolean listed,
            long visibleFrom,
            Position head,
            Counts counts,
            boolean reload,
            boolean more,
            @Nullable List<LogEvent> events) {}

    /// @param lastMsgSeq number of the newest message
    /// @param readSeq up to where the member has read
    /// @param unread messages of others above that
    /// @param mentions those among them that name the member
    /// @param othersRead up to where all others have read; `null` in big chats and in a pair with a
    ///   block
    /// @param othersDelivered up to where all others have received; `null` as `othersRead` is
    record Counts(
            long lastMsgSeq,
            long readSeq,
            int unread,
            int mentions,
            @Nullable Long othersRead,
            @Nullable Long othersDelivered) {}

    /// Everything from one snapshot.
    State state(UserId user, Progress progress);

    /// The chats of a user, those that are hidden included.
    Set<ChatId> chats(UserId user, boolean encrypted);

    /// A chat that a user is a member of.
    ///
    /// @param seq its newest entry
    /// @param visibleFrom what has this number or a lower one does not exist for that member
    /// @param encrypted whether only encrypting clients can read it
    record MemberHead(long seq, long visibleFrom, boolean encrypted) {
        /// Whether it exists for a client.
        public boolean isFor(boolean encryptingClient) {
            return encryptingClient || !encrypted;
        }
    }

    /// The chat's head if the user is a member; `null` if not.
    @Nullable MemberHead headForMember(UserId user, ChatId chat);

    /// A chat's entries after a number in ascending order, in the forms for all who may see them.
    List<LogEvent> chatEvents(ChatId chat, long after, int limit);

    /// A user's entries after a number in ascending order.
    List<LogEvent> userEvents(UserId user, long after, int limit);

    /// The newest numbers of chats.
    Map<ChatId, Long> chatHeads(Collection<ChatId> chats);

    /// The newest numbers of user logs.
    Map<UserId, Long> userHeads(Collection<UserId> users);

    /// Whether a chat is small enough for typing and marks of others.
    boolean isSmall(ChatId chat);

    /// Whether a chat is of two of whom one wants nothing from the other: neither sees what the
    /// other does.
    boolean isBlocked(ChatId chat);
}
