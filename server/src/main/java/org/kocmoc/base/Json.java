package org.kocmoc.base;

import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// The one JSON mapper and its settings.
///
/// Writing: fields in snake_case, constants of enums in lower case, absent values as `null` with
/// their key, times as UTC with exactly three digits and `Z`. Reading is strict: duplicate keys,
/// trailing text and deep nesting are refused. Immutable; any thread.
public final class Json {
    /// Deeper nesting is refused: nothing in the protocol needs more, and deep trees cost stack.
    private static final int MAX_DEPTH = 32;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxNumberLength(100)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(new SimpleModule().addSerializer(Instant.class, new InstantWriter()))
                    .build();

    private Json() {}

    /// Writes records, maps and lists.
    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// Writes piece by piece; to be closed.
    public static JsonGenerator generator(OutputStream out) {
        return MAPPER.createGenerator(out);
    }

    /// As [#write], as text.
    public static String writeText(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// Reads any JSON text.
    ///
    /// @throws JacksonException if it is malformed, too deep or has a key twice
    public static JsonNode read(byte[] json) {
        return MAPPER.readTree(json);
    }

    /// Reads any JSON text.
    ///
    /// @throws JacksonException if it is malformed, too deep or has a key twice
    public static JsonNode read(String json) {
        return MAPPER.readTree(json);
    }

    /// Reads a value that this mapper wrote.
    public static <T> T read(byte[] json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    /// Turns a record, map or list into a tree.
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /// The wire form of a time, to the millisecond.
    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static final class InstantWriter extends StdSerializer<Instant> {
        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeString(time(value));
        }
    }
}
