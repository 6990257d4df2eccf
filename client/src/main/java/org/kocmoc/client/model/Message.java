package org.kocmoc.client.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A message in its present state.
///
/// @param status `sent`, `delivered` or `read`: what all other members have
/// @param senderId null if the author's account is deleted
/// @param seq place in the chat; order is always by this
/// @param clientId the sender's key against doubling, shown to the sender only
/// @param revision grows with every edit
/// @param deleted a message whose content is gone; it never comes back
public record Message(
        long id,
        @Nullable String text,
        String status,
        Instant createdAt,
        @Nullable Long senderId,
        String messageType,
        @Nullable String fileUrl,
        @Nullable String fileName,
        @Nullable Long fileSize,
        @Nullable String fileType,
        @Nullable String voiceUrl,
        @Nullable Integer voiceDuration,
        String senderName,
        @Nullable String senderAvatar,
        long chatId,
        long seq,
        @Nullable String clientId,
        int revision,
        @Nullable Instant editedAt,
        boolean deleted,
        @Nullable Long replyTo,
        @Nullable Origin forwardedFrom,
        List<Long> mentions,
        List<Reaction> reactions) {
    /// Where a forwarded message comes from.
    public record Origin(String name, @Nullable Long userId, @Nullable Long messageId) {}

    /// One emoji and who chose it, in the order of choosing.
    public record Reaction(String reaction, List<Long> userIds) {}

    /// Whether somebody wrote it.
    public boolean isFrom(long user) {
        return senderId != null && senderId == user;
    }

    /// Whether it names somebody.
    public boolean mentions(long user) {
        return mentions.contains(user);
    }
}
