package org.kocmoc.chats;

import org.jspecify.annotations.Nullable;

/// What a member sets for a chat; null leaves as it is.
///
/// @param unreadCount replaces the number of unread messages counted until the moment of setting
record MemberSettings(
        @Nullable Boolean muted,
        @Nullable Boolean archived,
        @Nullable Boolean pinned,
        @Nullable Integer unreadCount) {
    boolean isEmpty() {
        return muted == null && archived == null && pinned == null && unreadCount == null;
    }
}
