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
        long lastSeq,
        long readSeq,
        long visibleFromSeq) {}
