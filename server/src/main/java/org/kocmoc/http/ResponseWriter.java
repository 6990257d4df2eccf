package org.kocmoc.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.CommonError;

/// Sends an answer: headers that every answer has, conditional requests, `HEAD`, bodies of each
/// kind.
final class ResponseWriter {
    private static final CharSequence PAGE_POLICY =
            encoded(
                    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src"
                            + " 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'");

    /// A worker runs under the policy of its script, and this client's workers talk to the server.
    private static final CharSequence SCRIPT_POLICY =
            encoded(
                    "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'");

    private static final CharSequence DATA_POLICY =
            encoded("default-src 'none'; frame-ancestors 'none'; sandbox");
    private static final CharSequence NO_CACHE = encoded("private, no-cache");
    private static final CharSequence POLICY = encoded("Content-Security-Policy");
    private static final CharSequence REQUEST_ID = encoded("X-Request-ID");

    /// Headers of every answer, in the form in which they travel.
    private static final Map<CharSequence, CharSequence> FIXED =
            Map.of(
                    encoded("X-Content-Type-Options"), encoded("nosniff"),
                    encoded("Referrer-Policy"), encoded("same-origin"),
                    encoded("X-Frame-Options"), encoded("DENY"),
                    encoded("Cross-Origin-Opener-Policy"), encoded("same-origin"));

    private ResponseWriter() {}

    private static CharSequence encoded(String text) {
        return HttpHeaders.createOptimized(text);
    }

    /// Sends from any thread; returns when a streamed body has been produced, else at once.
    static void send(
            HttpServerRequest request, Context context, String requestId, Response answer) {
        switch (answer.content()) {
            case Response.Content.Streamed streamed when !isHead(request) ->
                    stream(request, context, requestId, answer, streamed);
            case Response.Content.InMemory memory ->
                    context.runOnContext(
                            ignored -> sendBytes(request, requestId, answer, memory.bytes()));
            case Response.Content.FilePart part ->
                    context.runOnContext(ignored -> sendFile(request, requestId, answer, part));
            default ->
                    context.runOnContext(
                            ignored -> begin(request, requestId, answer, answer.status()).end());
        }
    }

    /// Whether the method only reads.
    static boolean isReading(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) || isHead(request);
    }

    private static boolean isHead(HttpServerRequest request) {
        return request.method().equals(HttpMethod.HEAD);
    }

    private static HttpServerResponse begin(
            HttpServerRequest request, String requestId, Response answer, int status) {
        HttpServerResponse response = request.response();
        response.setStatusCode(status);
        response.putHeader(REQUEST_ID, requestId);
        FIXED.forEach((name, value) -> response.putHeader(name, value));
        String type = answer.headers().getOrDefault("Content-Type", "");
        response.putHeader(POLICY, policyOf(type));
        if (type.equals(Response.JSON)) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        }
        answer.headers().forEach(response::putHeader);
        return response;
    }

    private static CharSequence policyOf(String type) {
        if (type.startsWith("text/html")) {
            return PAGE_POLICY;
        }
        return type.startsWith("text/javascript") ? SCRIPT_POLICY : DATA_POLICY;
    }

    private static void sendBytes(
            HttpServerRequest request, String requestId, Response answer, byte[] bytes) {
        boolean reading = isReading(request);
        boolean tagged = reading && answer.status() == 200;
        @Nullable String tag = tagged ? answer.headers().get("ETag") : null;
        if (tagged && tag == null) {
            tag = "W/\"" + Bytes.base64Url(Bytes.sha256(bytes)).substring(0, 22) + "\"";
        }
        if (tag != null && tag.equals(request.getHeader("If-None-Match"))) {
            begin(request, requestId, answer, 304).putHeader("ETag", tag).end();
            return;
        }
        HttpServerResponse response = begin(request, requestId, answer, answer.status());
        if (tag != null) {
            response.putHeader("ETag", tag);
        }
        if (isHead(request)) {
            response.putHeader("Content-Length", Integer.toString(bytes.length)).end();
        } else {
            response.end(Buffer.buffer(bytes));
        }
    }

    private static void sendFile(
            HttpServerRequest request,
            String requestId,
            Response answer,
            Response.Content.FilePart part) {
        HttpServerResponse response = begin(request, requestId, answer, answer.status());
        if (isHead(request)) {
            response.putHeader("Content-Length", Long.toString(part.length())).end();
            return;
        }
        response.sendFile(part.file().toString(), part.offset(), part.length())
                .onFailure(failure -> request.connection().close());
    }

    private static void stream(
            HttpServerRequest request,
            Context context,
            String requestId,
            Response answer,
            Response.Content.Streamed streamed) {
        HttpServerResponse response = request.response();
        Runnable head =
                () -> {
                    begin(request, requestId, answer, answer.status());
                    response.setChunked(!answer.headers().containsKey("Content-Length"));
                };
        Blocking out = new Blocking(response, context, head);
        try {
            streamed.writer().write(out);
            out.begin();
        } catch (IOException | RuntimeException e) {
            if (out.isBegun()) {
                // Headers are gone already: only a cut connection tells the client that this is
                // not all.
                request.connection().close();
            } else {
                Response refusal =
                        e instanceof ApiException expected
                                ? Dispatcher.refused(expected)
                                : Response.error(CommonError.INTERNAL);
                send(request, context, requestId, refusal);
            }
            throw new StreamBrokenException(e);
        }
        context.runOnContext(ignored -> response.end());
    }

    /// An output stream that blocks until the bytes have been handed to the network. Headers go
    /// with the first byte.
    private static final class Blocking extends OutputStream {
        private final HttpServerResponse response;
        private final Context context;
        private final Runnable head;
        private boolean begun;

        Blocking(HttpServerResponse response, Context context, Runnable head) {
            this.response = response;
            this.context = context;
            this.head = head;
        }

        boolean isBegun() {
            return begun;
        }

        void begin() {
            if (!begun) {
                begun = true;
                context.runOnContext(ignored -> head.run());
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            begin();
            Buffer copy = Buffer.buffer(length).appendBytes(bytes, offset, length);
            CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
            context.runOnContext(
                    ignored -> {
                        Future<Void> write = response.write(copy);
                        write.onSuccess(done -> written.complete(null))
                                .onFailure(written::completeExceptionally);
                    });
            try {
                written.get();
            } catch (ExecutionException e) {
                throw new IOException("client is gone", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /// A body could not be produced or sent to its end; the connection is already cut.
    static final class StreamBrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StreamBrokenException(Throwable cause) {
            super(cause);
        }
    }
}
