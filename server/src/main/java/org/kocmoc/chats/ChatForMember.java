package org.kocmoc.chats;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// A chat in the hands of somebody who was checked to be its member; only [ChatAccess] makes it.
///
/// @param type `personal`, `group`, or another word in chats of the replaced server
/// @param peerId the other one of a pair, oneself in the chat with oneself, null in a group
/// @param visibleFromSeq what has this number or a lower one does not exist for this member
public record ChatForMember(
        ChatId chat,
        UserId user,
        ChatMode mode,
        String type,
        @Nullable UserId peerId,
        Role role,
        long visibleFromSeq) {
    /// Whether this is the personal chat of two people, or of one with themselves.
    public boolean isPair() {
        return peerId != null;
    }

    /// The other one of a pair; empty in groups and in the chat with oneself.
    public Optional<UserId> peer() {
        return Optional.ofNullable(peerId).filter(peer -> !peer.equals(user));
    }
}
