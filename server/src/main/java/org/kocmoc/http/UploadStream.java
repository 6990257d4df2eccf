package org.kocmoc.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;

/// Bridges a multipart form that arrives on the event loop to a blocking reader.
///
/// The request stays paused until the handler opens the upload, so that nothing is read of a
/// request that the guard refuses. At most [#QUEUE_BYTES] wait in memory; beyond, the connection is
/// paused.
final class UploadStream {
    private static final int QUEUE_BYTES = 256 << 10;

    /// Room for the form's own lines around the file.
    private static final long FORM_OVERHEAD_BYTES = 16 << 10;

    private final HttpServerRequest request;
    private final Context context;
    private final CompletableFuture<Optional<Upload>> opened = new CompletableFuture<>();
    private final BlockingBuffers buffers;
    private boolean fileSeen;
    private long received;

    UploadStream(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        this.buffers =
                new BlockingBuffers(
                        QUEUE_BYTES, () -> context.runOnContext(ignored -> request.resume()));
    }

    Optional<Upload> open(String field, long maxBytes) {
        if (!isMultipart()) {
            return Optional.empty();
        }
        if (declaredLength() > maxBytes + FORM_OVERHEAD_BYTES) {
            throw new ApiException(CommonError.BODY_TOO_LARGE);
        }
        context.runOnContext(ignored -> receive(field, maxBytes));
        try {
            return opened.get();
        } catch (ExecutionException e) {
            throw new ApiException(CommonError.MALFORMED_MULTIPART);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(CommonError.OVERLOADED);
        }
    }

    private boolean isMultipart() {
        @Nullable String type = request.getHeader("Content-Type");
        return type != null
                && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")
                && type.toLowerCase(Locale.ROOT).contains("boundary=");
    }

    private long declaredLength() {
        @Nullable String length = request.getHeader("Content-Length");
        return length == null ? 0 : Numbers.parse(length).orElse(0L);
    }

    private void receive(String field, long maxBytes) {
        try {
            request.setExpectMultipart(true);
        } catch (IllegalStateException e) {
            opened.completeExceptionally(e);
            return;
        }
        request.uploadHandler(part -> begin(part, field, maxBytes));
        request.exceptionHandler(this::broken);
        request.endHandler(
                ignored -> {
                    opened.complete(Optional.empty());
                    buffers.end();
                });
        request.resume();
    }

    private void begin(HttpServerFileUpload part, String field, long maxBytes) {
        if (fileSeen || !part.name().equals(field)) {
            broken(new ApiException(CommonError.MALFORMED_MULTIPART));
            return;
        }
        if (part.filename() == null || part.filename().isEmpty()) {
            return;
        }
        fileSeen = true;
        part.exceptionHandler(this::broken);
        part.handler(buffer -> take(buffer, maxBytes));
        InputStream content = buffers.stream();
        opened.complete(Optional.of(new Upload(lastPiece(part.filename()), typeOf(part), content)));
    }

    private void take(Buffer buffer, long maxBytes) {
        received += buffer.length();
        if (received > maxBytes) {
            broken(new ApiException(CommonError.BODY_TOO_LARGE));
            return;
        }
        if (buffers.add(buffer.getBytes())) {
            request.pause();
        }
    }

    private void broken(Throwable cause) {
        ApiException refusal =
                cause instanceof ApiException known
                        ? known
                        : new ApiException(CommonError.MALFORMED_MULTIPART);
        opened.completeExceptionally(refusal);
        buffers.fail(refusal);
    }

    private static String typeOf(HttpServerFileUpload part) {
        String type = part.contentType() == null ? "text/plain" : part.contentType();
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static String lastPiece(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }
}
