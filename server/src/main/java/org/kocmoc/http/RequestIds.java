package org.kocmoc.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;

/// Names requests in answers and log lines.
final class RequestIds {
    /// Short and of letters that cannot forge a log line or a header.
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /// Ids need to be different, not secret: one random part per process and a number.
    private static final String PROCESS = Bytes.randomToken(6);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private RequestIds() {}

    /// The caller's own id if it is safe, else a fresh one.
    static String of(HttpServerRequest request) {
        @Nullable String given = request.getHeader("X-Request-ID");
        return given != null && SAFE.matcher(given).matches() ? given : fresh();
    }

    static String fresh() {
        return PROCESS + HexFormat.of().toHexDigits(NUMBERS.incrementAndGet());
    }
}
