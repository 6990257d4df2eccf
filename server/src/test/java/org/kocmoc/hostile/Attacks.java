package org.kocmoc.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.Json;
import org.kocmoc.limits.Size;
import org.kocmoc.testkit.ApiDocument;
import org.kocmoc.testkit.Multipart;
import tools.jackson.databind.JsonNode;

/// Makes the attacks on one operation of the API's document.
final class Attacks {
    /// As pieces of a path or values of a query, percent-encoded.
    private static final List<String> PIECES =
            List.of(
                    "0",
                    "-1",
                    "9223372036854775808",
                    "1.5",
                    "abc",
                    "a%00b",
                    "%ED%A0%80",
                    "%C0%AE%C0%AE",
                    "%FF",
                    "%2e%2e",
                    "..%2f..%2fetc%2fpasswd",
                    "%D9%A1",
                    "1%0d%0aX-Injected:1",
                    "%27%20OR%201=1--",
                    "a".repeat(3_000));

    /// As values of a field, in JSON.
    private static final List<String> VALUES =
            List.of(
                    "null",
                    "-1",
                    "1.5",
                    "9223372036854775808",
                    "1e308",
                    "1" + "0".repeat(90),
                    "\"\"",
                    "\"a\\u0000b\"",
                    "\"\\ud800\"",
                    "\"\\u202e\\ufeff\\u200b\"",
                    "\"99999999999999999999\"",
                    "\"\u0661\"",
                    "\"../../etc/passwd\"",
                    "\"javascript:alert(1)\"",
                    "\"" + "x".repeat(200_000) + "\"",
                    "\"" + "\ud83d\ude00".repeat(9_000) + "\"",
                    "[]",
                    "[\"a\",1,{}]",
                    "[" + "1,".repeat(20_000) + "1]",
                    "{}",
                    "{\"a\":{\"b\":[]}}");

    /// As whole bodies.
    private static final List<String> BODIES =
            List.of(
                    "",
                    "{",
                    "null",
                    "\"text\"",
                    "[]",
                    "{}",
                    "{\"a\":1,\"a\":2}",
                    "{\"a\":1}{\"b\":2}",
                    "{\"a\":1}x",
                    "{\"a\":NaN}",
                    "{\"a\":1e99999999}",
                    "{\"a\":" + "9".repeat(5_000) + "}",
                    "{\"a\":\"\u0001\"}",
                    "{\"a\":\"\\x\"}",
                    "\ufeff{}",
                    "{\"a\":" + "[".repeat(50_000) + "}",
                    "{\"a\":".repeat(20_000),
                    "{\"\\u0000\":1}",
                    "{\"__proto__\":{\"x\":1}}");

    private static final List<String> TYPES =
            List.of(
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "multipart/form-data; boundary=",
                    "application/json; charset=utf-16",
                    "application/json; charset=no-such",
                    "application/json;;;",
                    "application/jsonx",
                    "*/*",
                    ";",
                    "application/xml");

    private static final List<String> FORMS =
            List.of(
                    "",
                    "--",
                    "--x",
                    "--x--",
                    "--x\r\n\r\n\r\n--x--",
                    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\u0000b\"\r\n\r\nx\r\n--x--",
                    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../a.html\"\r\n"
                            + "Content-Type: text/html\r\n\r\n<script>\r\n--x--",
                    "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx",
                    "--x\r\nContent-Disposition: attachment\r\n\r\nx\r\n--x--",
                    "--x\r\nContent-Disposition: form-data; name=file; filename=\r\n\r\nx\r\n--x--",
                    "--x\r\n" + "A: b\r\n".repeat(5_000) + "\r\nx\r\n--x--",
                    "--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n%%\r\n--x--",
                    "--y\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--y--");

    private final ApiDocument.Operation operation;
    private final World world;
    private final String path;
    private final List<Attack> attacks = new ArrayList<>();

    private Attacks(ApiDocument.Operation operation, World world) {
        this.operation = operation;
        this.world = world;
        this.path = world.path(operation);
    }

    static List<Attack> on(ApiDocument.Operation operation, World world) {
        Attacks attacks = new Attacks(operation, world);
        attacks.paths();
        attacks.queries();
        if (!operation.method().equals("GET")) {
            attacks.bodies();
            attacks.types();
            attacks.fields();
            attacks.forms();
        }
        return attacks.attacks;
    }

    private void paths() {
        for (JsonNode parameter : operation.node().path("parameters")) {
            if (parameter.path("in").asString().equals("path")) {
                String name = parameter.path("name").asString();
                for (String piece : PIECES) {
                    String target = world.path(operation, name, piece);
                    attacks.add(json("path " + name, target, baseBody().getBytes(UTF_8)));
                }
            }
        }
    }

    private void queries() {
        for (JsonNode parameter : operation.node().path("parameters")) {
            if (parameter.path("in").asString().equals("query")) {
                String name = parameter.path("name").asString();
                for (String piece : PIECES) {
                    attacks.add(
                            Attack.path(
                                    "query " + name,
                                    operation.method(),
                                    path + "?" + name + "=" + piece));
                }
            }
        }
        for (String query : List.of("?", "?&&=&", "?%", "?%zz=1", "?a=%E0%A4%A", "?=%00")) {
            attacks.add(Attack.path("query", operation.method(), path + query.replace("%", "%25")));
        }
    }

    private void bodies() {
        for (String body : BODIES) {
            attacks.add(json("body", path, body.getBytes(UTF_8)));
        }
        attacks.add(
                json("not UTF-8", path, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}));
        attacks.add(json("UTF-16", path, "{\"a\":1}".getBytes(StandardCharsets.UTF_16)));
        byte[] endless = new byte[Size.JSON_BODY_BYTES.value() + 1];
        java.util.Arrays.fill(endless, (byte) ' ');
        attacks.add(json("endless body", path, endless));
    }

    private void types() {
        for (String type : TYPES) {
            byte[] body = baseBody().getBytes(UTF_8);
            attacks.add(new Attack("type", operation.method(), path, body, type, Map.of()));
        }
        for (String encoding : List.of("gzip", "br", "deflate", "nonsense", "gzip, gzip")) {
            attacks.add(
                    new Attack(
                            "encoding " + encoding,
                            operation.method(),
                            path,
                            "{}".getBytes(UTF_8),
                            Attack.JSON,
                            Map.of("Content-Encoding", encoding)));
        }
    }

    private void fields() {
        Map<String, String> base = base();
        for (String field : base.keySet()) {
            for (String value : VALUES) {
                Map<String, String> body = new LinkedHashMap<>(base);
                body.put(field, value);
                attacks.add(json("field " + field, path, write(body).getBytes(UTF_8)));
            }
        }
    }

    private void forms() {
        if (!operation.node().at("/requestBody/content").has("multipart/form-data")) {
            return;
        }
        for (String form : FORMS) {
            attacks.add(
                    new Attack(
                            "form",
                            operation.method(),
                            path,
                            form.getBytes(UTF_8),
                            "multipart/form-data; boundary=x",
                            Map.of()));
        }
        byte[] bomb = Multipart.file("a.png", "image/png", new byte[] {(byte) 0x89, 'P'}).bytes();
        attacks.add(new Attack("form", operation.method(), path, bomb, Multipart.TYPE, Map.of()));
    }

    private Attack json(String name, String target, byte[] body) {
        return operation.method().equals("GET")
                ? Attack.path(name, "GET", target)
                : Attack.body(name, operation.method(), target, body);
    }

    private String baseBody() {
        return write(base());
    }

    private static String write(Map<String, String> fields) {
        StringBuilder json = new StringBuilder("{");
        fields.forEach(
                (name, value) ->
                        json.append(json.length() > 1 ? "," : "")
                                .append(Json.writeText(name))
                                .append(':')
                                .append(value));
        return json.append('}').toString();
    }

    /// Every field that the document names, with a value that may pass, so that the one hostile
    /// field is reached.
    private Map<String, String> base() {
        JsonNode schema = operation.node().at("/requestBody/content/application~1json/schema");
        JsonNode reference = schema.path("$ref");
        if (reference.isString()) {
            schema = ApiDocument.get().tree().at(reference.asString().substring(1));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
            fields.put(field.getKey(), world.value(field.getKey(), field.getValue()));
        }
        return fields;
    }

    private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;
}
