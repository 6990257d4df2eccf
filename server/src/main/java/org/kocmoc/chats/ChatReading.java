package org.kocmoc.chats;

import java.util.List;

/// A chat in the hands of a member who reads it, with all that its messages look like depends on:
/// as long as `version` and `lastSeq` are the same, so are the messages, but for their status,
/// which follows from the marks.
///
/// @param lastSeq the number of the chat's newest entry; every change of a message takes a new one
/// @param version changes with the epoch of the log and with anybody's name or picture
/// @param marks those of all members; none in chats of more than [#MAX_MARKS], and in a pair of
///   whom one has blocked the other
public record ChatReading(ChatForMember chat, long lastSeq, String version, List<ReadMark> marks) {
    /// In bigger chats a message stays `sent`: asking thousands of rows per page would cost more
    /// than ticks are worth.
    public static final int MAX_MARKS = 100;
}
