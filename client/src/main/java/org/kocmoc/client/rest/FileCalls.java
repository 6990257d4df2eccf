package org.kocmoc.client.rest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLConnection;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.kocmoc.client.model.UploadedFile;
import org.kocmoc.client.wire.Http;
import tools.jackson.databind.JsonNode;

/// Uploads and downloads. Immutable; any thread; blocks.
public final class FileCalls {
    private final Http http;

    FileCalls(Http http) {
        this.http = http;
    }

    /// Uploads a file from the disk, streaming it.
    ///
    /// @throws IOException if it cannot be read
    public UploadedFile upload(Path file) throws IOException {
        String name = file.getFileName().toString();
        return upload(name, type(name), BodyPublishers.ofFile(file));
    }

    /// Uploads bytes under a name.
    public UploadedFile upload(String name, byte[] content) {
        return upload(name, type(name), BodyPublishers.ofByteArray(content));
    }

    /// Uploads what is encrypted already; the server learns neither a name nor a type.
    public UploadedFile uploadSealed(byte[] sealed) {
        return upload(
                "sealed", "application/vnd.kocmoc.sealed", BodyPublishers.ofByteArray(sealed));
    }

    private UploadedFile upload(String name, String type, BodyPublisher content) {
        String boundary = "kocmoc-" + UUID.randomUUID();
        String head =
                """
                --%s\r
                Content-Disposition: form-data; name="file"; filename="%s"\r
                Content-Type: %s\r
                \r
                """
                        .formatted(boundary, name.replaceAll("[\"\\r\\n]", "_"), type);
        BodyPublisher body =
                BodyPublishers.concat(text(head), content, text("\r\n--" + boundary + "--\r\n"));
        JsonNode file =
                http.json(
                                "POST",
                                "/api/files/upload",
                                body,
                                "multipart/form-data; boundary=" + boundary)
                        .path("file");
        return new UploadedFile(
                file.path("id").asString(),
                file.path("url").asString(),
                file.path("originalName").asString(),
                file.path("size").asLong(),
                file.path("mimetype").asString());
    }

    /// The server finds the type in the content, but refuses what claims to be something else.
    private static String type(String name) {
        return Objects.requireNonNullElse(
                URLConnection.guessContentTypeFromName(name), "application/octet-stream");
    }

    private static BodyPublisher text(String text) {
        return BodyPublishers.ofString(text, StandardCharsets.UTF_8);
    }

    /// Opens a file for reading; the caller closes it.
    public InputStream download(String url) throws IOException {
        HttpResponse<InputStream> response =
                http.exchange(
                        "GET", url, BodyPublishers.noBody(), null, BodyHandlers.ofInputStream());
        if (response.statusCode() >= 400) {
            try (InputStream body = response.body()) {
                throw Http.refusal(
                        response, new String(body.readNBytes(8_192), StandardCharsets.UTF_8));
            }
        }
        return response.body();
    }
}
