package org.kocmoc.hostile;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One hostile request.
///
/// @param name says what is wrong with it
/// @param path with its query
/// @param body absent: none is sent
/// @param headers besides the token
record Attack(
        String name,
        String method,
        String path,
        byte @Nullable [] body,
        @Nullable String contentType,
        Map<String, String> headers) {
    static final String JSON = "application/json";

    static Attack path(String name, String method, String path) {
        return new Attack(name, method, path, null, null, Map.of());
    }

    static Attack body(String name, String method, String path, byte[] body) {
        return new Attack(name, method, path, body, JSON, Map.of());
    }

    static Attack body(String name, String method, String path, String body) {
        return body(name, method, path, body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        return "%s: %s %s %s %s"
                .formatted(
                        name,
                        method,
                        path.substring(0, Math.min(path.length(), 200)),
                        contentType,
                        text.substring(0, Math.min(text.length(), 200)));
    }
}
