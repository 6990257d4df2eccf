package org.kocmoc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.Json;
import tools.jackson.databind.JsonNode;

/// An answer of the server.
///
/// @param status HTTP status
/// @param headers names in lower case
/// @param bytes the body
public record Answer(int status, Map<String, List<String>> headers, byte[] bytes) {
    /// The body as JSON.
    public JsonNode json() {
        return Json.read(bytes);
    }

    /// The body as text.
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// The `error` field.
    public String error() {
        return json().path("error").asString();
    }

    /// A header's first value, or the empty text.
    public String header(String name) {
        return headers.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().getFirst())
                .findFirst()
                .orElse("");
    }

    /// Fails unless the status is as given; returns this.
    public Answer expect(int expected) {
        assertThat(status).as("status of: %s", text()).isEqualTo(expected);
        return this;
    }

    /// Fails unless this is that refusal; returns this.
    public Answer expect(int expected, String error) {
        expect(expected);
        assertThat(error()).isEqualTo(error);
        return this;
    }
}
