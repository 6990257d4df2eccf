package org.kocmoc.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;

/// Names requests in answers and log lines.
final class RequestIds {
    /// Short and of letters that cannot forge a log line or a header.
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private RequestIds() {}

    /// The caller's own id if it is safe, else a fresh one.
    static String of(HttpServerRequest request) {
        @Nullable String given = request.getHeader("X-Request-ID");
        return given != null && SAFE.matcher(given).matches() ? given : fresh();
    }

    static String fresh() {
        return Bytes.randomToken(12);
    }
}
