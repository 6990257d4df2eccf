package org.kocmoc.messages;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.MessageId;
import org.kocmoc.files.StoredFile;
import org.kocmoc.limits.Size;
import org.kocmoc.log.NewMessage;
import org.kocmoc.wire.Fields;

/// What a sender wants to send, checked as far as that needs no database.
///
/// @param clientId the sender's idempotency key, or one made here
/// @param media what the sender says of the attachment's looks
/// @param draftVersion the version of the sender's draft that this was, which sending empties
record Draft(
        @Nullable String text,
        String type,
        NewMessage.Attachment attachment,
        @Nullable MessageId replyTo,
        String clientId,
        OptionalLong draftVersion,
        Media media) {
    private static final int TYPE_CHARS = 32;
    private static final int FILE_NAME_CHARS = 255;
    private static final int CLIENT_ID_CHARS = 128;
    private static final int CLIENT_ID_BYTES = 12;

    /// The attachment as it is stored, with what the server knows of the files.
    NewMessage.Attachment attachment(List<StoredFile> files) {
        Media known = media;
        for (StoredFile file : files) {
            known = known.with(file);
        }
        return attachment.with(known.stored());
    }

    /// Reads a request body.
    ///
    /// @throws ApiException 400 for what is empty, too long or of the wrong type
    static Draft read(Fields fields) {
        @Nullable String text = text(fields);
        @Nullable String fileUrl = emptyAsAbsent(fields.text("file_url", Size.URL_CHARS.value()));
        @Nullable String voiceUrl = emptyAsAbsent(fields.text("voice_url", Size.URL_CHARS.value()));
        if (text == null && fileUrl == null && voiceUrl == null) {
            throw new ApiException(MessageError.MESSAGE_EMPTY);
        }
        requireSendable(text);
        return new Draft(
                text,
                type(fields),
                attachment(fields, fileUrl, voiceUrl),
                replyTo(fields),
                clientId(fields),
                fields.integer("draft_version"),
                Media.said(fields));
    }

    /// Whether it names a file or another message.
    boolean refersToMore() {
        return replyTo != null || attachment.fileUrl() != null || attachment.voiceUrl() != null;
    }

    /// Refuses a text that is too long.
    static void requireSendable(@Nullable String text) {
        if (text != null && text.length() > Size.MESSAGE_CHARS.value()) {
            throw new ApiException(MessageError.MESSAGE_TOO_LONG);
        }
    }

    /// Older clients send `0` or `false` for no text at all; text of spaces says nothing either.
    private static @Nullable String text(Fields fields) {
        if (Boolean.FALSE.equals(fields.truthy("text"))) {
            return null;
        }
        @Nullable String text = fields.text("text");
        return text == null || text.isBlank() ? null : text;
    }

    private static String type(Fields fields) {
        @Nullable String type = emptyAsAbsent(fields.text("message_type", TYPE_CHARS));
        return type == null ? "text" : type;
    }

    private static NewMessage.Attachment attachment(
            Fields fields, @Nullable String fileUrl, @Nullable String voiceUrl) {
        @Nullable String fileType = fields.text("file_type", FILE_NAME_CHARS);
        return new NewMessage.Attachment(
                fileUrl,
                fields.text("file_name", FILE_NAME_CHARS),
                number(fields, "file_size", Long.MAX_VALUE),
                // Clients look at the type of every file.
                fileUrl != null && fileType == null ? "application/octet-stream" : fileType,
                voiceUrl,
                seconds(fields),
                null);
    }

    private static @Nullable Integer seconds(Fields fields) {
        @Nullable Long seconds = number(fields, "voice_duration", Integer.MAX_VALUE);
        return seconds == null ? null : Math.toIntExact(seconds);
    }

    private static @Nullable Long number(Fields fields, String name, long max) {
        var number = fields.integer(name);
        if (number.isEmpty()) {
            return null;
        }
        if (number.getAsLong() < 0 || number.getAsLong() > max) {
            throw new ApiException(MessageError.MESSAGE_FIELDS);
        }
        return number.getAsLong();
    }

    private static @Nullable MessageId replyTo(Fields fields) {
        @Nullable Long id = number(fields, "reply_to", Long.MAX_VALUE);
        return id == null ? null : new MessageId(id);
    }

    /// The caller's idempotency key, or a fresh one.
    static String clientId(Fields fields) {
        return fields.filled("client_id")
                .map(
                        id -> {
                            if (id.length() > CLIENT_ID_CHARS) {
                                throw new ApiException(MessageError.MESSAGE_FIELDS);
                            }
                            return id;
                        })
                .orElseGet(() -> Bytes.randomToken(CLIENT_ID_BYTES));
    }

    private static @Nullable String emptyAsAbsent(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
