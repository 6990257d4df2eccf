package org.kocmoc.client.wire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// JSON over HTTP, with or without a token. Immutable; any thread; blocks.
public final class Http {
    /// How long an answer may take.
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client;
    private final URI server;
    private final @Nullable String token;

    /// A server, as somebody or (with a null token) as nobody.
    public Http(HttpClient client, URI server, @Nullable String token) {
        this.client = client;
        this.server = server;
        this.token = token;
    }

    /// The same server with a token.
    public Http as(String other) {
        return new Http(client, server, other);
    }

    HttpClient client() {
        return client;
    }

    /// The address of the socket of the same server.
    URI socket() {
        String scheme = "https".equals(server.getScheme()) ? "wss" : "ws";
        return URI.create(scheme + "://" + server.getRawAuthority() + "/ws");
    }

    /// GET.
    public JsonNode get(String path) {
        return json("GET", path, null);
    }

    /// POST.
    public JsonNode post(String path, Object body) {
        return json("POST", path, body);
    }

    /// PUT.
    public JsonNode put(String path, Object body) {
        return json("PUT", path, body);
    }

    /// PATCH.
    public JsonNode patch(String path, Object body) {
        return json("PATCH", path, body);
    }

    /// DELETE.
    public JsonNode delete(String path) {
        return json("DELETE", path, null);
    }

    /// Any method; a null body is none.
    public JsonNode call(String method, String path, @Nullable Object body) {
        return json(method, path, body);
    }

    private JsonNode json(String method, String path, @Nullable Object body) {
        BodyPublisher publisher =
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(Json.write(body));
        return json(method, path, publisher, body == null ? null : "application/json");
    }

    /// The same with a body that is not JSON.
    ///
    /// @throws RefusedException for every status from 400 on
    /// @throws UnreachableException if no answer came
    public JsonNode json(
            String method, String path, BodyPublisher body, @Nullable String contentType) {
        HttpResponse<String> response =
                exchange(
                        method,
                        path,
                        body,
                        contentType,
                        BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() >= 400) {
            throw refusal(response, response.body());
        }
        return Json.read(response.body());
    }

    /// One exchange as it is, whatever its status.
    public <T> HttpResponse<T> exchange(
            String method,
            String path,
            BodyPublisher body,
            @Nullable String contentType,
            BodyHandler<T> handler) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE).method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new UnreachableException(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(method + " " + path + " was interrupted", e);
        }
    }

    /// What an answer with a status from 400 on says.
    public static RefusedException refusal(HttpResponse<?> response, String body) {
        String code = "http_" + response.statusCode();
        String message = "";
        try {
            JsonNode error = Json.read(body);
            code = error.path("code").asString(code);
            message = error.path("error").asString("");
        } catch (UnreachableException | JacksonException e) {
            message = "the refusal came from something in between";
        }
        return new RefusedException(response.statusCode(), code, message, retryAfter(response));
    }

    /// What 429 and 503 say, or a second where they say nothing; other refusals are for good.
    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        int status = response.statusCode();
        if (status != 429 && status < 500) {
            return null;
        }
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ofSeconds(1));
    }
}
