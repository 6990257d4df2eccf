package org.kocmoc.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.base.Json;
import org.kocmoc.base.Texts;
import org.kocmoc.forms.Upload;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Fields;
import org.kocmoc.wire.Numbers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One request as a handler sees it. Used by the one virtual thread that serves it.
public final class Request {
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final HttpServerRequest raw;
    private final Route route;
    private final Map<String, String> path;
    private final String remoteAddress;
    private final String id;
    private final byte[] body;
    private @Nullable JsonNode json;
    private @Nullable UploadStream upload;
    private @Nullable Caller caller;

    Request(
            HttpServerRequest raw,
            Route route,
            Map<String, String> path,
            String remoteAddress,
            String id,
            byte[] body) {
        this.raw = raw;
        this.route = route;
        this.path = path;
        this.remoteAddress = remoteAddress;
        this.id = id;
        this.body = body;
    }

    /// The route that matched.
    public Route route() {
        return route;
    }

    /// The request id of this request's answer and log lines.
    public String id() {
        return id;
    }

    /// Address of the client, also behind a trusted proxy.
    public String remoteAddress() {
        return remoteAddress;
    }

    /// The authenticated caller; only on routes that are not public.
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("public route has no caller");
        }
        return caller;
    }

    void admitted(Caller admitted) {
        caller = admitted;
    }

    /// A decoded path parameter.
    ///
    /// @throws ApiException 400 if it holds what cannot be stored
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no path parameter " + name);
        }
        return storable(value);
    }

    /// A path parameter as a row id; what no row can have is refused as unknown.
    public long id(String name, ErrorCode unknown) {
        return Numbers.parse(path(name)).orElseThrow(() -> new ApiException(unknown));
    }

    /// The first value of a query parameter.
    ///
    /// @throws ApiException 400 if it holds what cannot be stored
    public Optional<String> query(String name) {
        String query = raw.query();
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (PathPieces.decodePiece(key, true).equals(name)) {
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                return Optional.of(storable(PathPieces.decodePiece(value, true)));
            }
        }
        return Optional.empty();
    }

    /// A query parameter as a number within bounds; what is not a number counts as absent.
    public long query(String name, long absent, long min, long max) {
        long value = query(name).flatMap(Numbers::parse).orElse(absent);
        return Math.clamp(value, min, max);
    }

    /// A header's first value.
    public Optional<String> header(String name) {
        return Optional.ofNullable(raw.getHeader(name));
    }

    /// The value of a cookie.
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(raw.getCookie(name)).map(cookie -> cookie.getValue());
    }

    /// Whether the connection to the client is encrypted, here or at a trusted proxy.
    public boolean isSecure() {
        return raw.isSSL() || header("X-Forwarded-Proto").filter("https"::equals).isPresent();
    }

    /// The JSON body. A body that is not declared as JSON counts as an empty object, and so does an
    /// array.
    ///
    /// @param bad the refusal for a field of the wrong type
    /// @throws ApiException 400 if the body is malformed JSON or not a structure
    public Fields body(ErrorCode bad) {
        if (json == null) {
            json = parse();
        }
        return new Fields(json, bad);
    }

    private JsonNode parse() {
        boolean declared =
                header("Content-Type")
                        .map(type -> type.toLowerCase(Locale.ROOT))
                        .filter(type -> type.startsWith("application/json"))
                        .isPresent();
        try {
            JsonNode node = Json.read(declared && body.length > 0 ? body : EMPTY_OBJECT);
            if (node.isArray()) {
                return Json.read(EMPTY_OBJECT);
            }
            if (!node.isObject()) {
                throw new ApiException(CommonError.MALFORMED_JSON);
            }
            return node;
        } catch (JacksonException e) {
            throw new ApiException(CommonError.MALFORMED_JSON);
        }
    }

    /// Opens the file of a multipart form; only on upload routes, once.
    ///
    /// @param field name of the form's one file field
    /// @param maxBytes longest file; a longer one is refused, before the first byte where declared
    /// @param tooLarge the refusal for a longer one
    /// @return empty if the body is no form or the form has no such file
    public Optional<Upload> upload(String field, long maxBytes, ErrorCode tooLarge) {
        if (upload == null) {
            throw new IllegalStateException("not an upload route");
        }
        return upload.open(field, maxBytes, tooLarge);
    }

    void uploadFrom(UploadStream stream) {
        upload = stream;
    }

    /// Lets go of what the handler has not read of its upload; after the answer.
    void skipRestOfUpload() {
        if (upload != null) {
            upload.skipRest();
        }
    }

    HttpServerRequest raw() {
        return raw;
    }

    private static String storable(String text) {
        if (!Texts.isStorable(text)) {
            throw new ApiException(CommonError.BAD_REQUEST);
        }
        return text;
    }
}
