package org.kocmoc.wire;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.base.Texts;
import tools.jackson.databind.JsonNode;

/// Typed access to the fields of a JSON body.
///
/// Absent and `null` are the same. A value of the wrong type, or a text that cannot be stored (NUL,
/// half a surrogate pair), is refused with the error given at construction: the route's own.
/// Unknown fields are ignored.
public final class Fields {
    private final JsonNode object;
    private final ErrorCode bad;

    /// @param bad the refusal of a field of the wrong type
    public Fields(JsonNode object, ErrorCode bad) {
        this.object = object;
        this.bad = bad;
    }

    /// Whether the field is there, `null` included.
    public boolean has(String name) {
        return object.has(name);
    }

    /// A text, or `null` if absent.
    public @Nullable String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isString() || !Texts.isStorable(value.asString())) {
            throw refusal();
        }
        return value.asString();
    }

    /// A text that is not empty.
    public Optional<String> filled(String name) {
        return Optional.ofNullable(text(name)).filter(text -> !text.isEmpty());
    }

    /// A text of at most that many UTF-16 units, or `null` if absent.
    public @Nullable String text(String name, int maxLength) {
        String text = text(name);
        if (text != null && text.length() > maxLength) {
            throw refusal();
        }
        return text;
    }

    /// A text, or a number in its decimal form, if the field is there and not empty.
    public Optional<String> textOrNumber(String name) {
        JsonNode value = value(name);
        if (value != null && value.isIntegralNumber()) {
            return Optional.of(value.asString());
        }
        return filled(name);
    }

    /// A whole number, also as a text of digits, if the field is there.
    public OptionalLong integer(String name) {
        JsonNode value = value(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(integer(value));
    }

    /// A time as this server writes it, or any other ISO 8601 instant, if the field is there.
    public Optional<Instant> time(String name) {
        try {
            return filled(name).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw refusal();
        }
    }

    /// A truth value, or `null` if absent.
    public @Nullable Boolean bool(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw refusal();
        }
        return value.asBoolean();
    }

    /// Truth in the loose sense of older clients: `0`, `""`, `false` and `null` are false. Absent
    /// is `null`.
    public @Nullable Boolean truthy(String name) {
        if (!object.has(name)) {
            return null;
        }
        JsonNode value = value(name);
        return switch (value) {
            case null -> false;
            case JsonNode v when v.isBoolean() -> v.asBoolean();
            case JsonNode v when v.isNumber() -> v.asDouble() != 0;
            case JsonNode v when v.isString() -> !v.asString().isEmpty();
            default -> true;
        };
    }

    /// A list of whole numbers, each also as a text of digits; empty if absent.
    public List<Long> integers(String name, int maxCount) {
        JsonNode value = value(name);
        List<Long> numbers = new ArrayList<>();
        if (value == null) {
            return numbers;
        }
        if (!value.isArray() || value.size() > maxCount) {
            throw refusal();
        }
        value.forEach(element -> numbers.add(integer(element)));
        return numbers;
    }

    /// Any JSON value as it is, or `null` if absent.
    public @Nullable JsonNode value(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /// The whole body, for settings and the like whose fields are rows of a table.
    public JsonNode whole() {
        return object;
    }

    private long integer(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.asLong();
        }
        if (value.isString()) {
            return Numbers.parse(value.asString()).orElseThrow(this::refusal);
        }
        throw refusal();
    }

    private ApiException refusal() {
        return new ApiException(bad);
    }
}
