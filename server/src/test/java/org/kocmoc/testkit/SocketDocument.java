package org.kocmoc.testkit;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `docs/api/asyncapi.yaml`, against which frames of the socket are checked. Any thread.
public final class SocketDocument {
    private final JsonNode messages;
    private final ObjectNode schemas;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    /// Reads the document.
    public SocketDocument() {
        YAMLMapper yaml = new YAMLMapper();
        try {
            JsonNode document =
                    yaml.readTree(
                            Files.readString(Path.of("../docs/api/asyncapi.yaml"))
                                    .replace("./openapi.yaml#/", "#/"));
            messages = document.path("components").path("messages");
            schemas = (ObjectNode) document.path("components").path("schemas");
            ApiDocument.get()
                    .tree()
                    .path("components")
                    .path("schemas")
                    .properties()
                    .forEach(one -> schemas.set(one.getKey(), one.getValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keys of all messages: `command-…`, `answer-…`, `chat-event-…`, `own-event-…`, `event-…`.
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        messages.properties().forEach(message -> keys.add(message.getKey()));
        return keys;
    }

    /// The example of a message, if it has one.
    public JsonNode example(String key) {
        return messages.path(key).path("examples").path(0).path("payload");
    }

    /// The key of the message that an event is.
    public static String keyOf(JsonNode event) {
        String kind =
                !event.has("seq") ? "event-" : event.has("chat") ? "chat-event-" : "own-event-";
        return kind + event.path("type").asString().replace(':', '-');
    }

    /// What of a frame is not as the document says.
    public List<String> faults(String key, JsonNode frame) {
        if (!messages.has(key)) {
            return List.of(key + " is not described: " + frame);
        }
        return compiled
                .computeIfAbsent(
                        key,
                        name ->
                                registry.getSchema(
                                        SchemaLocation.of("urn:kocmoc:socket:" + name),
                                        standalone(messages.path(name).path("payload"))))
                .validate(frame)
                .stream()
                .map(Error::toString)
                .map(fault -> key + ": " + fault + " in " + frame)
                .toList();
    }

    private JsonNode standalone(JsonNode schema) {
        ObjectNode root = (ObjectNode) schema.deepCopy();
        root.putObject("components").set("schemas", schemas);
        return root;
    }
}
