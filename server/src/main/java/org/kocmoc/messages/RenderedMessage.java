package org.kocmoc.messages;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Json;
import tools.jackson.core.JsonGenerator;

/// A message as JSON, rendered once for all its readers: what differs between them, the status and
/// the idempotency key, is left out and filled in while writing. Immutable; any thread.
final class RenderedMessage {
    private static final byte[] NULL = Bytes.utf8("null");

    private final byte[] json;
    private final int statusAt;
    private final int clientIdAt;
    private final byte @Nullable [] clientId;
    private final long sender;
    private final long seq;

    private RenderedMessage(Message message, byte[] json, int statusAt, int clientIdAt) {
        this.json = json;
        this.statusAt = statusAt;
        this.clientIdAt = clientIdAt;
        this.clientId = message.clientId() == null ? null : Json.write(message.clientId());
        this.sender = message.senderId() == null ? 0 : message.senderId();
        this.seq = message.seq();
    }

    /// @param message as its sender sees it; its status does not matter
    static RenderedMessage of(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        int statusAt;
        int clientIdAt;
        try (JsonGenerator out = Json.generator(bytes)) {
            out.writeStartObject();
            MessageWriter.beforeStatus(message, out);
            statusAt = leaveOut("status", out, bytes);
            MessageWriter.beforeClientId(message, out);
            clientIdAt = leaveOut("client_id", out, bytes);
            MessageWriter.afterClientId(message, out);
            out.writeEndObject();
        }
        return new RenderedMessage(message, bytes.toByteArray(), statusAt, clientIdAt);
    }

    private static int leaveOut(String name, JsonGenerator out, ByteArrayOutputStream bytes) {
        out.writeName(name);
        // An empty value still writes what stands before it.
        out.writeRawValue("");
        out.flush();
        return bytes.size();
    }

    /// The message for a reader.
    ///
    /// @param own whether the reader sent it and so sees its idempotency key
    void writeTo(ByteArrayOutputStream out, String status, boolean own) {
        out.write(json, 0, statusAt);
        out.write('"');
        // A word of the protocol: nothing to escape.
        out.writeBytes(Bytes.utf8(status));
        out.write('"');
        out.write(json, statusAt, clientIdAt - statusAt);
        out.writeBytes(own && clientId != null ? clientId : NULL);
        out.write(json, clientIdAt, json.length - clientIdAt);
    }

    /// As [#writeTo] alone.
    byte[] json(String status, boolean own) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(size());
        writeTo(out, status, own);
        return out.toByteArray();
    }

    /// The sender's account; 0 if it is gone.
    long sender() {
        return sender;
    }

    long seq() {
        return seq;
    }

    /// What does not depend on the reader.
    byte[] shared() {
        return json;
    }

    /// What it takes of memory, roughly.
    int size() {
        return 96 + json.length + (clientId == null ? 0 : clientId.length);
    }
}
