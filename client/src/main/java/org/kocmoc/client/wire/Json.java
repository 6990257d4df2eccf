package org.kocmoc.client.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Reading and writing of the API's JSON: snake_case, unknown fields ignored. Any thread.
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private Json() {}

    /// As bytes of UTF-8.
    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// As text.
    public static String writeText(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// As a tree.
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /// Reads a text.
    ///
    /// @throws UnreachableException if it is not JSON: something else answered
    public static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new UnreachableException("The answer is not JSON; is this a Kocmoc server?", e);
        }
    }

    /// Reads a tree as a type.
    ///
    /// @throws UnreachableException if it has another form
    public static <T> T as(JsonNode node, Class<T> type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JacksonException e) {
            throw new UnreachableException("The answer has another form than expected", e);
        }
    }
}
