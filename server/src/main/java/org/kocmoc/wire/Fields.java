package org.kocmoc.wire;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
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

    /// Bytes as base64url without padding, or `null` if absent.
    public byte @Nullable [] bytes(String name, int maxBytes) {
        String text = text(name);
        return text == null ? null : decoded(text, maxBytes);
    }

    /// That many bytes as base64url without padding; refused if absent.
    public byte[] exactBytes(String name, int count) {
        byte[] bytes = bytes(name, count);
        if (bytes == null || bytes.length != count) {
            throw refusal();
        }
        return bytes;
    }

    /// A number from 1 to the largest of 31 bits; refused if absent.
    public int positiveInt(String name) {
        long value = integer(name).orElseThrow(this::refusal);
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw refusal();
        }
        return (int) value;
    }

    /// The texts of a list as bytes, each base64url without padding; empty if absent.
    public List<byte[]> bytesList(String name, int maxBytes, int maxCount) {
        List<byte[]> all = new ArrayList<>();
        for (JsonNode element : elements(name, maxCount)) {
            if (!element.isString()) {
                throw refusal();
            }
            all.add(decoded(element.asString(), maxBytes));
        }
        return all;
    }

    /// The objects of a list; empty if absent.
    public List<Fields> objects(String name, int maxCount) {
        List<Fields> all = new ArrayList<>();
        for (JsonNode element : elements(name, maxCount)) {
            if (!element.isObject()) {
                throw refusal();
            }
            all.add(new Fields(element, bad));
        }
        return all;
    }

    /// An object, if the field is there.
    public Optional<Fields> object(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isObject()) {
            throw refusal();
        }
        return Optional.ofNullable(value).map(node -> new Fields(node, bad));
    }

    private List<JsonNode> elements(String name, int maxCount) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.size() > maxCount) {
            throw refusal();
        }
        return value.valueStream().toList();
    }

    /// One encoding per value: what does not come out the same again is refused.
    private byte[] decoded(String text, int maxBytes) {
        if (text.length() > (maxBytes * 4L + 2) / 3) {
            throw refusal();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (Bytes.base64Url(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException malformed) {
            throw new ApiException(bad);
        }
        throw refusal();
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
