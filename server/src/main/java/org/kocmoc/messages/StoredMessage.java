package org.kocmoc.messages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.bodies.Bodies;

/// A row of `messages` with what is read beside it; the text still sealed.
record StoredMessage(
        long id,
        long chatId,
        long seq,
        Instant createdAt,
        @Nullable Long senderId,
        @Nullable String senderName,
        @Nullable String senderAvatar,
        @Nullable String clientId,
        byte @Nullable [] body,
        @Nullable Integer keyVersion,
        @Nullable String text,
        String messageType,
        @Nullable String fileUrl,
        @Nullable String fileName,
        @Nullable Long fileSize,
        @Nullable String fileType,
        @Nullable String voiceUrl,
        @Nullable Integer voiceDuration,
        @Nullable Long replyTo,
        @Nullable String forwardFromName,
        @Nullable Long forwardFromUser,
        @Nullable Long forwardFromMessage,
        int revision,
        @Nullable Instant editedAt,
        @Nullable Instant deletedAt,
        List<Long> mentions,
        @Nullable String media) {
    /// The type of messages that only devices can read.
    static final String ENCRYPTED = "encrypted";

    ChatId chat() {
        return new ChatId(chatId);
    }

    MessageId messageId() {
        return new MessageId(id);
    }

    boolean isDeleted() {
        return deletedAt != null;
    }

    boolean isFrom(long user) {
        return senderId != null && senderId == user;
    }

    Bodies.Place place() {
        return new Bodies.Place(chat(), senderId == null ? 0 : senderId, clientId, revision);
    }

    /// The text in the clear; `null` if there is none.
    @Nullable String openText(Bodies bodies) {
        return body == null || keyVersion == null ? text : bodies.open(body, keyVersion, place());
    }
}
