package org.kocmoc.client.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message to be sent. Its `clientId` is made with it: sending one draft twice stores it once.
///
/// @param clientId the key against doubling, 1 to 128 characters
/// @param replyTo the id of the message of the same chat that this one answers
/// @param file an uploaded file
public record Draft(
        String clientId,
        @Nullable String text,
        @Nullable Long replyTo,
        @Nullable UploadedFile file) {
    /// A text.
    public static Draft text(String text) {
        return new Draft(UUID.randomUUID().toString(), text, null, null);
    }

    /// A file, with or without a text.
    public static Draft file(UploadedFile file, @Nullable String text) {
        return new Draft(UUID.randomUUID().toString(), text, null, file);
    }

    /// The same as an answer to a message.
    public Draft replyingTo(Message message) {
        return new Draft(clientId, text, message.id(), file);
    }

    /// The fields of a send, as the protocol calls them.
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("client_id", clientId);
        if (text != null) {
            fields.put("text", text);
        }
        if (replyTo != null) {
            fields.put("reply_to", replyTo);
        }
        if (file != null) {
            fields.put("message_type", "file");
            fields.put("file_url", file.url());
            fields.put("file_name", file.name());
            fields.put("file_size", file.size());
            fields.put("file_type", file.type());
        }
        return fields;
    }
}
