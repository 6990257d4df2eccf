package org.kocmoc.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.forms.FormReader;
import org.kocmoc.forms.Upload;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Numbers;

/// Bridges a request body that arrives on the event loop to a blocking reader.
///
/// The request stays paused until the handler opens the upload, so that nothing is read of a
/// request that the guard refuses. At most [#QUEUE_BYTES] wait in memory; beyond, the connection is
/// paused.
final class UploadStream {
    private static final int QUEUE_BYTES = 256 << 10;

    /// Room for the form's own lines around the file.
    private static final long FORM_OVERHEAD_BYTES = 16 << 10;

    /// What is still taken of a body after its request was answered: a client that is cut off while
    /// it sends never reads the answer.
    private static final long LINGER_BYTES = 64 << 20;

    private static final long LINGER_SECONDS = 15;

    private final HttpServerRequest request;
    private final Context context;
    private final BlockingBuffers buffers;
    private boolean ended;
    private long skipped;

    /// Pauses the request; on its event loop, before anything of the body is handed out. What
    /// happens to the connection from then on is noticed even if the upload is opened later.
    UploadStream(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        this.buffers =
                new BlockingBuffers(
                        QUEUE_BYTES,
                        System.nanoTime() + TimeUnit.SECONDS.toNanos(Size.UPLOAD_SECONDS.value()),
                        () -> context.runOnContext(ignored -> request.resume()));
        request.pause();
        request.handler(this::add);
        request.exceptionHandler(
                ignored -> {
                    ended = true;
                    buffers.fail(new ApiException(CommonError.MALFORMED_MULTIPART));
                });
        request.endHandler(
                ignored -> {
                    ended = true;
                    buffers.end();
                });
    }

    private void add(Buffer bytes) {
        if (buffers.add(bytes.getBytes())) {
            request.pause();
        }
    }

    Optional<Upload> open(String field, long maxBytes, ErrorCode tooLarge) {
        Optional<byte[]> boundary = FormReader.boundary(request.getHeader("Content-Type"));
        if (boundary.isEmpty()) {
            return Optional.empty();
        }
        if (declaredLength() > maxBytes + FORM_OVERHEAD_BYTES) {
            throw new ApiException(tooLarge);
        }
        context.runOnContext(ignored -> begin());
        return new FormReader(buffers.stream(), boundary.get(), maxBytes, tooLarge).file(field);
    }

    private long declaredLength() {
        @Nullable String length = request.getHeader("Content-Length");
        return length == null ? 0 : Numbers.parse(length).orElse(0L);
    }

    private void begin() {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    /// Lets what is left of the body pass by after the answer; a client that goes on for too long
    /// is cut off.
    void skipRest() {
        context.runOnContext(
                ignored -> {
                    if (ended) {
                        return;
                    }
                    long timer =
                            context.owner()
                                    .setTimer(
                                            TimeUnit.SECONDS.toMillis(LINGER_SECONDS),
                                            late -> request.connection().close());
                    request.exceptionHandler(broken -> context.owner().cancelTimer(timer));
                    request.endHandler(end -> context.owner().cancelTimer(timer));
                    request.handler(this::skip);
                    request.resume();
                });
    }

    private void skip(Buffer bytes) {
        skipped += bytes.length();
        if (skipped > LINGER_BYTES) {
            request.connection().close();
        }
    }
}
