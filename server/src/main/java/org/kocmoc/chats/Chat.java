package org.kocmoc.chats;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// A chat as one of its members sees it.
///
/// @param name of a pair: the other one's name
/// @param avatar of a pair: the other one's picture
/// @param unreadCount messages of others that this member has not read, at most 1,000
/// @param peerId the other one of a pair, oneself in the chat with oneself, null in a group
/// @param muted at the moment of asking
/// @param mutedUntil when that ends by itself; null if it does not, or if the chat is not muted
/// @param pinPosition pinned chats are shown in ascending order of this, null ones last
/// @param lastSeq highest number of the chat's log
/// @param readSeq up to where this member has read
/// @param visibleFromSeq what has this number or a lower one does not exist for this member
public record Chat(
        ChatId id,
        @Nullable String name,
        @Nullable String avatar,
        String type,
        Instant createdAt,
        ChatMode mode,
        @Nullable String description,
        @Nullable UserId peerId,
        Role role,
        int unreadCount,
        boolean muted,
        boolean archived,
        boolean pinned,
        @Nullable Instant mutedUntil,
        @Nullable Integer pinPosition,
        long lastSeq,
        long readSeq,
        long visibleFromSeq) {}
