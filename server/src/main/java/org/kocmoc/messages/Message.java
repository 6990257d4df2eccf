package org.kocmoc.messages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;

/// A message as clients see it. The first fourteen fields are those of the HTTP contract, in its
/// order; absent values are `null` with their key.
///
/// @param status `sent`, `delivered` or `read`: what all other members have
/// @param seq place in the chat; order is by this
/// @param clientId the sender's idempotency key, shown to the sender only
/// @param revision grows with every edit
/// @param fileWidth of a picture or film, so that its place can be kept while it loads
/// @param thumbUrl address of a small version of a picture
/// @param waveform loudness of a voice message from 0 to 100
/// @param deleted a message whose content is gone; only cursor pages carry such
@JsonSerialize(using = MessageWriter.class)
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
        List<Reaction> reactions,
        @Nullable Integer fileWidth,
        @Nullable Integer fileHeight,
        @Nullable String thumbUrl,
        @Nullable List<Integer> waveform) {
    /// Where a forwarded message comes from.
    public record Origin(String name, @Nullable Long userId, @Nullable Long messageId) {}

    /// One emoji and who chose it, in the order of choosing.
    public record Reaction(String reaction, List<Long> userIds) {}

    /// The status of a message that not all others have received yet.
    public static final String SENT = "sent";

    /// What stands for an author whose account is deleted.
    public static final String DELETED_ACCOUNT = "Удалённый аккаунт";
}
