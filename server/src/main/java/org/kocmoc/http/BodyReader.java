package org.kocmoc.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Numbers;

/// Reads a whole body on the event loop, within [Size#JSON_BODY_BYTES] and [Size#REQUEST_SECONDS].
final class BodyReader {
    private static final long NO_TIMER = -1;

    private final HttpServerRequest request;
    private final Consumer<byte[]> done;
    private final Consumer<ApiException> refused;
    private final Buffer body = Buffer.buffer();
    private boolean over;
    private long timer = NO_TIMER;

    private BodyReader(
            HttpServerRequest request, Consumer<byte[]> done, Consumer<ApiException> refused) {
        this.request = request;
        this.done = done;
        this.refused = refused;
    }

    /// Calls exactly one of the two, on the request's event loop.
    static void read(
            Vertx vertx,
            HttpServerRequest request,
            Consumer<byte[]> done,
            Consumer<ApiException> refused) {
        new BodyReader(request, done, refused).start(vertx);
    }

    private void start(Vertx vertx) {
        @Nullable String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity")) {
            refuse(CommonError.UNSUPPORTED_ENCODING);
            return;
        }
        if (!isKnownCharset(request.getHeader("Content-Type"))) {
            refuse(CommonError.UNSUPPORTED_ENCODING);
            return;
        }
        @Nullable String length = request.getHeader("Content-Length");
        if (length != null && Numbers.parse(length).orElse(0L) > Size.JSON_BODY_BYTES.value()) {
            refuse(CommonError.BODY_TOO_LARGE);
            return;
        }
        request.handler(this::add);
        request.exceptionHandler(ignored -> end(vertx));
        request.endHandler(
                ignored -> {
                    boolean refused = over;
                    end(vertx);
                    if (!refused) {
                        done.accept(body.getBytes());
                    }
                });
        // Nearly every body arrives together with its head: only one that did not is timed.
        vertx.runOnContext(ignored -> limitTime(vertx));
    }

    private void limitTime(Vertx vertx) {
        if (!over) {
            timer =
                    vertx.setTimer(
                            TimeUnit.SECONDS.toMillis(Size.REQUEST_SECONDS.value()),
                            ignored -> refuse(CommonError.REQUEST_TIMEOUT));
        }
    }

    private void end(Vertx vertx) {
        over = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }

    private void add(Buffer part) {
        if (over) {
            return;
        }
        if (body.length() + part.length() > Size.JSON_BODY_BYTES.value()) {
            refuse(CommonError.BODY_TOO_LARGE);
            return;
        }
        body.appendBuffer(part);
    }

    private void refuse(CommonError error) {
        if (!over) {
            over = true;
            refused.accept(new ApiException(error));
        }
    }

    private static boolean isKnownCharset(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        String lower = contentType.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("charset=");
        return at < 0 || lower.substring(at + 8).replace("\"", "").strip().startsWith("utf-8");
    }
}
