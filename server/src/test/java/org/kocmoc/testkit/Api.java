package org.kocmoc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Json;

/// A plain HTTP client of the API: JSON in, [Answer] out. Every exchange is checked against
/// [ApiDocument]. Immutable; any thread.
public final class Api {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final Map<String, String> headers;

    /// A client without token.
    public Api(String base) {
        this(base, Map.of());
    }

    private Api(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /// The same client with a token.
    public Api as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /// The same client with one more header.
    public Api with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Api(base, more);
    }

    /// Reads.
    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody(), null);
    }

    /// Sends JSON.
    public Answer post(String path, Object body) {
        return sendJson("POST", path, body);
    }

    /// Sends an empty body.
    public Answer post(String path) {
        return send("POST", path, BodyPublishers.noBody(), null);
    }

    /// Sends a form.
    public Answer post(String path, Multipart form) {
        return send("POST", path, BodyPublishers.ofByteArray(form.bytes()), Multipart.TYPE);
    }

    /// Sends JSON.
    public Answer put(String path, Object body) {
        return sendJson("PUT", path, body);
    }

    /// Sends JSON.
    public Answer patch(String path, Object body) {
        return sendJson("PATCH", path, body);
    }

    /// Removes.
    public Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), null);
    }

    /// Removes, with a JSON body.
    public Answer delete(String path, Object body) {
        return sendJson("DELETE", path, body);
    }

    /// Sends anything.
    public Answer send(
            String method, String path, BodyPublisher body, @Nullable String contentType) {
        return exchange(method, path, body, contentType, null);
    }

    private Answer sendJson(String method, String path, Object body) {
        byte[] json = Json.write(body);
        return exchange(method, path, BodyPublishers.ofByteArray(json), "application/json", json);
    }

    private Answer exchange(
            String method,
            String path,
            BodyPublisher body,
            @Nullable String contentType,
            byte @Nullable [] json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        headers.forEach(request::setHeader);
        if (contentType != null) {
            request.setHeader("Content-Type", contentType);
        }
        try {
            HttpResponse<byte[]> response =
                    CLIENT.send(request.method(method, body).build(), BodyHandlers.ofByteArray());
            Answer answer =
                    new Answer(response.statusCode(), response.headers().map(), response.body());
            if (!method.equals("HEAD")) {
                ApiDocument.get().check(method, path, json, answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
