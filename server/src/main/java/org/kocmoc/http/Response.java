package org.kocmoc.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.base.Json;

/// An answer: status, headers and content. Immutable.
///
/// @param status HTTP status
/// @param headers besides those that every answer gets
/// @param content the body
public record Response(int status, Map<String, String> headers, Content content) {
    /// The body of an answer.
    public sealed interface Content {
        /// No body.
        record None() implements Content {}

        /// Bytes in memory.
        record InMemory(byte[] bytes) implements Content {}

        /// A part of a file on disk, sent without passing through the heap.
        record FilePart(Path file, long offset, long length) implements Content {}

        /// Bytes that the writer produces while they are sent.
        record Streamed(StreamWriter writer) implements Content {}

        /// The answer is still to come: status and headers beside this say nothing.
        record Later(CompletableFuture<Response> answer) implements Content {}
    }

    /// Produces a body. Runs on the request's virtual thread; writing blocks while the client is
    /// slow.
    @FunctionalInterface
    public interface StreamWriter {
        /// Writes the whole body. An exception before the first byte is answered with 500; later it
        /// cuts the connection, so that a part never looks whole.
        void write(OutputStream out) throws IOException;
    }

    /// Content type of JSON answers.
    public static final String JSON = "application/json; charset=utf-8";

    /// JSON with status 200.
    public static Response ok(Object value) {
        return json(200, value);
    }

    /// JSON.
    public static Response json(int status, Object value) {
        return bytes(status, JSON, Json.write(value));
    }

    /// JSON `{message}` with status 200.
    public static Response message(String text) {
        return ok(Map.of("message", text));
    }

    /// A refusal: `{error, code}`.
    public static Response error(ErrorCode error) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error.text());
        body.put("code", error.code());
        return json(error.status(), body);
    }

    /// Text of a content type.
    public static Response text(int status, String contentType, String text) {
        return bytes(status, contentType, Bytes.utf8(text));
    }

    /// Bytes of a content type.
    public static Response bytes(int status, String contentType, byte[] bytes) {
        return new Response(
                status, Map.of("Content-Type", contentType), new Content.InMemory(bytes));
    }

    /// A status without body.
    public static Response empty(int status) {
        return new Response(status, Map.of(), new Content.None());
    }

    /// A body that is produced while it is sent.
    public static Response stream(String contentType, StreamWriter writer) {
        return new Response(200, Map.of("Content-Type", contentType), new Content.Streamed(writer));
    }

    /// An answer that is given later, without a thread that waits for it. A failure counts as if
    /// the handler had thrown it. Whoever completes it sends the answer, and does not block.
    public static Response later(CompletableFuture<Response> answer) {
        return new Response(0, Map.of(), new Content.Later(answer));
    }

    /// The same answer with one more header.
    public Response with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, Map.copyOf(more), content);
    }
}
