package org.kocmoc.client.model;

import org.jspecify.annotations.Nullable;

/// A chat as its member sees it.
///
/// @param name of a personal chat: the other one's name
/// @param type `personal` or `group`
/// @param mode `server`, or `e2ee` for end-to-end encryption
/// @param peerId the other one of a personal chat, null in a group
/// @param role `owner`, `admin` or `member`
/// @param unreadCount messages of others not read yet, at most 1,000
/// @param lastSeq the highest number of the chat's log when this was read
/// @param readSeq up to where this member has read
/// @param visibleFromSeq this number and lower ones do not exist for this member
public record Chat(
        long id,
        @Nullable String name,
        @Nullable String avatar,
        String type,
        String mode,
        @Nullable String description,
        @Nullable Long peerId,
        String role,
        int unreadCount,
        boolean muted,
        boolean archived,
        boolean pinned,
        long lastSeq,
        long readSeq,
        long visibleFromSeq) {
    /// The same chat with what a `chat:update` said.
    public Chat described(
            @Nullable String newName, @Nullable String newDescription, @Nullable String picture) {
        return new Chat(
                id,
                newName,
                picture,
                type,
                mode,
                newDescription,
                peerId,
                role,
                unreadCount,
                muted,
                archived,
                pinned,
                lastSeq,
                readSeq,
                visibleFromSeq);
    }

    /// The same chat with another role of its member.
    public Chat withRole(String other) {
        return new Chat(
                id,
                name,
                avatar,
                type,
                mode,
                description,
                peerId,
                other,
                unreadCount,
                muted,
                archived,
                pinned,
                lastSeq,
                readSeq,
                visibleFromSeq);
    }
}
