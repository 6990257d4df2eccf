package org.kocmoc.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Json;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/// Writes a [Message] field by field, because finding the fields by reflection is what a page of
/// history would mostly wait for. A test holds it against the record. Immutable; any thread.
final class MessageWriter extends StdSerializer<Message> {
    MessageWriter() {
        super(Message.class);
    }

    @Override
    public void serialize(Message message, JsonGenerator out, SerializationContext context) {
        out.writeStartObject();
        beforeStatus(message, out);
        out.writeStringProperty("status", message.status());
        beforeClientId(message, out);
        out.writeStringProperty("client_id", message.clientId());
        afterClientId(message, out);
        out.writeEndObject();
    }

    static void beforeStatus(Message message, JsonGenerator out) {
        out.writeNumberProperty("id", message.id());
        out.writeStringProperty("text", message.text());
    }

    static void beforeClientId(Message message, JsonGenerator out) {
        out.writeStringProperty("created_at", Json.time(message.createdAt()));
        number(out, "sender_id", message.senderId());
        out.writeStringProperty("message_type", message.messageType());
        out.writeStringProperty("file_url", message.fileUrl());
        out.writeStringProperty("file_name", message.fileName());
        number(out, "file_size", message.fileSize());
        out.writeStringProperty("file_type", message.fileType());
        out.writeStringProperty("voice_url", message.voiceUrl());
        number(out, "voice_duration", message.voiceDuration());
        out.writeStringProperty("sender_name", message.senderName());
        out.writeStringProperty("sender_avatar", message.senderAvatar());
        out.writeNumberProperty("chat_id", message.chatId());
        out.writeNumberProperty("seq", message.seq());
    }

    static void afterClientId(Message message, JsonGenerator out) {
        out.writeNumberProperty("revision", message.revision());
        out.writeStringProperty(
                "edited_at", message.editedAt() == null ? null : Json.time(message.editedAt()));
        out.writeBooleanProperty("deleted", message.deleted());
        number(out, "reply_to", message.replyTo());
        origin(message.forwardedFrom(), out);
        out.writeArrayPropertyStart("mentions");
        message.mentions().forEach(out::writeNumber);
        out.writeEndArray();
        out.writeArrayPropertyStart("reactions");
        for (Message.Reaction reaction : message.reactions()) {
            out.writeStartObject();
            out.writeStringProperty("reaction", reaction.reaction());
            out.writeArrayPropertyStart("user_ids");
            reaction.userIds().forEach(out::writeNumber);
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
        number(out, "file_width", message.fileWidth());
        number(out, "file_height", message.fileHeight());
        out.writeStringProperty("thumb_url", message.thumbUrl());
        waveform(message.waveform(), out);
    }

    private static void waveform(@Nullable List<Integer> points, JsonGenerator out) {
        if (points == null) {
            out.writeNullProperty("waveform");
            return;
        }
        out.writeArrayPropertyStart("waveform");
        points.forEach(out::writeNumber);
        out.writeEndArray();
    }

    private static void origin(Message.@Nullable Origin origin, JsonGenerator out) {
        out.writeName("forwarded_from");
        if (origin == null) {
            out.writeNull();
            return;
        }
        out.writeStartObject();
        out.writeStringProperty("name", origin.name());
        number(out, "user_id", origin.userId());
        number(out, "message_id", origin.messageId());
        out.writeEndObject();
    }

    private static void number(JsonGenerator out, String name, @Nullable Number value) {
        if (value == null) {
            out.writeNullProperty(name);
        } else {
            out.writeNumberProperty(name, value.longValue());
        }
    }
}
