package org.kocmoc.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;

/// A message on its way into the log.
///
/// @param chat where
/// @param sender who
/// @param clientId the sender's idempotency key, unique per chat and sender
/// @param body the text; at most one of its two forms is set
/// @param type what kind of message, a word
/// @param attachment a file or voice recording
/// @param replyTo the message of the same chat that this one answers
/// @param origin where a forwarded message comes from
/// @param mentions accounts named in the text; those who are no members are left out
/// @param files ids of own files that the message holds
public record NewMessage(
        ChatId chat,
        UserId sender,
        String clientId,
        Body body,
        String type,
        Attachment attachment,
        @Nullable MessageId replyTo,
        @Nullable Origin origin,
        List<UserId> mentions,
        List<String> files) {

    /// A text as it is stored: sealed under a key of the chat, or plain.
    public record Body(
            byte @Nullable [] sealed, @Nullable Integer keyVersion, @Nullable String plain) {
        /// No text.
        public static final Body NONE = new Body(null, null, null);
    }

    /// A file, a voice recording, or neither.
    ///
    /// @param media what is known of its looks, as JSON
    public record Attachment(
            @Nullable String fileUrl,
            @Nullable String fileName,
            @Nullable Long fileSize,
            @Nullable String fileType,
            @Nullable String voiceUrl,
            @Nullable Integer voiceDuration,
            @Nullable String media) {
        /// The same with other looks.
        public Attachment with(@Nullable String looks) {
            return new Attachment(
                    fileUrl, fileName, fileSize, fileType, voiceUrl, voiceDuration, looks);
        }

        /// Nothing attached.
        public static final Attachment NONE =
                new Attachment(null, null, null, null, null, null, null);
    }

    /// Where a forwarded message comes from: the first author, as known when it was forwarded.
    public record Origin(String name, @Nullable UserId user, MessageId message) {
        @Nullable Long userValue() {
            return user == null ? null : user.value();
        }
    }

    @Nullable Long replyToValue() {
        return replyTo == null ? null : replyTo.value();
    }
}
