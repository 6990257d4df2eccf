package org.kocmoc.testkit;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `docs/api/openapi.yaml`, against which every request and answer of the tests is checked. Any
/// thread.
public final class ApiDocument {
    /// One operation of the document.
    ///
    /// @param path as in the document, with `{name}` for parameters
    /// @param node the operation object
    public record Operation(String method, String path, JsonNode node) {
        @Override
        public String toString() {
            return shape();
        }

        /// What a route of the table has in common with it: names of parameters do not count.
        public String shape() {
            return method + " " + path.replaceAll("\\{[^}]*}", "{}");
        }
    }

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private static final ApiDocument SHARED = new ApiDocument();

    private final JsonNode document;
    private final SchemaRegistry schemas;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    private ApiDocument() {
        ObjectMapper yaml = new YAMLMapper();
        document = yaml.readTree(Path.of("../docs/api/openapi.yaml").toFile());
        schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (String method : METHODS) {
                if (path.getValue().has(method)) {
                    operations.add(
                            new Operation(
                                    method.toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    path.getValue().path(method)));
                }
            }
        }
    }

    /// The document, read once.
    public static ApiDocument get() {
        return SHARED;
    }

    /// All operations in the order of the document.
    public List<Operation> operations() {
        return operations;
    }

    /// The document as a tree.
    public JsonNode tree() {
        return document;
    }

    /// Fails if the exchange is not as the document says. Paths that no operation has are not its
    /// subject; a refused request may be as malformed as its test wants.
    void check(String method, String path, byte @Nullable [] body, Answer answer) {
        Optional<Operation> operation = find(method, path);
        if (operation.isEmpty()) {
            return;
        }
        if (body != null && body.length > 0 && answer.status() < 400) {
            checkRequest(operation.get(), body);
        }
        checkAnswer(operation.get(), answer);
    }

    private void checkRequest(Operation operation, byte[] body) {
        String at = pointer(operation) + "/requestBody/content/application~1json/schema";
        if (document.at(at).isMissingNode()) {
            return;
        }
        List<String> faults = faults(at, Json.read(body));
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    "openapi.yaml does not describe this request of %s: %s%n%s"
                            .formatted(
                                    operation.shape(),
                                    faults,
                                    new String(body, StandardCharsets.UTF_8)));
        }
    }

    private void checkAnswer(Operation operation, Answer answer) {
        String responses = pointer(operation) + "/responses/";
        JsonNode named = document.at(responses + answer.status());
        List<String> faults = new ArrayList<>();
        if (named.isMissingNode()) {
            faults.add("status " + answer.status() + " is not named");
        } else {
            JsonNode content = named.path("content");
            if (!content.has("application/json")) {
                return;
            }
            String at = responses + answer.status() + "/content/application~1json/schema";
            faults.addAll(bodyFaults(at, answer));
            if (faults.isEmpty()) {
                return;
            }
        }
        String common = "/components/responses/Refused/content/application~1json/schema";
        if (answer.status() >= 400 && bodyFaults(common, answer).isEmpty()) {
            return;
        }
        throw new AssertionError(
                "openapi.yaml does not describe this answer of %s: %s%n%s"
                        .formatted(operation.shape(), faults, answer.text()));
    }

    private List<String> bodyFaults(String at, Answer answer) {
        try {
            return faults(at, Json.read(answer.text()));
        } catch (JacksonException e) {
            return List.of("not JSON");
        }
    }

    private List<String> faults(String at, JsonNode value) {
        Schema schema =
                compiled.computeIfAbsent(
                        at,
                        key ->
                                schemas.getSchema(
                                        SchemaLocation.of(
                                                "urn:kocmoc:"
                                                        + key.replaceAll("[^A-Za-z0-9]", "-")),
                                        standalone(document.at(key))));
        return schema.validate(value).stream().map(Error::toString).toList();
    }

    /// The schema with all shared ones beside it, so that its references resolve.
    private JsonNode standalone(JsonNode schema) {
        ObjectNode root = (ObjectNode) schema.deepCopy();
        root.set("components", document.path("components"));
        return root;
    }

    private Optional<Operation> find(String method, String target) {
        int query = target.indexOf('?');
        String path = (query < 0 ? target : target.substring(0, query)).replaceAll("/$", "");
        String wanted = method.equals("HEAD") ? "GET" : method;
        // Literal pieces win over parameters, as in the router.
        return operations.stream()
                .filter(operation -> operation.method().equals(wanted))
                .filter(operation -> pattern(operation).matcher(path).matches())
                .min(
                        Comparator.comparingLong(
                                operation ->
                                        operation.path().chars().filter(c -> c == '{').count()));
    }

    private static Pattern pattern(Operation operation) {
        return Pattern.compile(
                operation.path().replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/]+"),
                Pattern.CASE_INSENSITIVE);
    }

    private static String pointer(Operation operation) {
        return "/paths/"
                + operation.path().replace("~", "~0").replace("/", "~1")
                + "/"
                + operation.method().toLowerCase(Locale.ROOT);
    }
}
