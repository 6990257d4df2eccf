package org.kocmoc.marks;

import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.chats.ChatMode;

/// Where a chat stands for one of its members.
///
/// @param mode who can read it
/// @param listed whether it is in the member's list; a hidden one comes back with its next message
/// @param lastSeq highest number of its log
/// @param epoch epoch of that entry
/// @param lastMsgSeq number of its newest message
/// @param visibleFromSeq what has this number or a lower one does not exist for this member
/// @param readSeq up to where this member has read
/// @param unread messages of others above that, at most 1,000
/// @param mentions those that name the member, at most 1,000
/// @param othersRead up to where all others have read; `null` in big chats, alone, and in a pair
///   with a block
/// @param othersDelivered up to where all others have received; `null` as `othersRead` is
public record ChatHead(
        ChatId chat,
        ChatMode mode,
        boolean listed,
        long lastSeq,
        long epoch,
        long lastMsgSeq,
        long visibleFromSeq,
        long readSeq,
        int unread,
        int mentions,
        @Nullable Long othersRead,
        @Nullable Long othersDelivered) {}
