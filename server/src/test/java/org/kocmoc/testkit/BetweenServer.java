package org.kocmoc.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Json;
import tools.jackson.databind.JsonNode;

/// What stands between a client and the real server and does what a hostile server, or a bad line,
/// would: changes answers, loses requests and answers, sends requests twice. Any thread.
public final class BetweenServer implements AutoCloseable {
    /// Decides about exchanges.
    public interface Mischief {
        /// What becomes of one.
        enum Fate {
            PASS,
            /// The server does not get it; the client hears a [Refusal].
            REFUSE,
            LOSE_REQUEST,
            LOSE_ANSWER,
            TWICE
        }

        /// What is heard instead of the server's answer.
        record Refusal(int status, String code) {}

        default Refusal refusal() {
            return new Refusal(409, "roster_changed");
        }

        default Fate fate(String method, String path) {
            return Fate.PASS;
        }

        /// The answer that the client gets instead; the same for no change.
        default JsonNode answer(String method, String path, JsonNode real) {
            return real;
        }
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final int port;
    private volatile Mischief mischief = new Mischief() {};

    public BetweenServer(int port) throws IOException {
        this.port = port;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void becomes(Mischief other) {
        mischief = other;
    }

    private void pass(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().toString();
        byte[] body = exchange.getRequestBody().readAllBytes();
        Mischief.Fate fate = mischief.fate(method, path);
        try (exchange) {
            if (fate == Mischief.Fate.LOSE_REQUEST) {
                return;
            }
            if (fate == Mischief.Fate.REFUSE) {
                refuse(exchange, mischief.refusal());
                return;
            }
            HttpResponse<byte[]> real = forward(exchange, method, path, body);
            if (fate == Mischief.Fate.TWICE) {
                real = forward(exchange, method, path, body);
            }
            if (fate == Mischief.Fate.LOSE_ANSWER) {
                return;
            }
            byte[] answer = changed(method, path, real);
            real.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            real.headers()
                    .firstValue("Retry-After")
                    .ifPresent(pause -> exchange.getResponseHeaders().set("Retry-After", pause));
            exchange.sendResponseHeaders(
                    real.statusCode(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static void refuse(HttpExchange exchange, Mischief.Refusal refusal) throws IOException {
        byte[] body = Json.write(Map.of("error", "Refused", "code", refusal.code()));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(refusal.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private byte[] changed(String method, String path, HttpResponse<byte[]> real) {
        boolean json =
                real.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
        return json
                ? Json.write(mischief.answer(method, path, Json.read(real.body())))
                : real.body();
    }

    private HttpResponse<byte[]> forward(
            HttpExchange exchange, String method, String path, byte[] body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        copy(exchange, request, "Authorization");
        copy(exchange, request, "Content-Type");
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void copy(HttpExchange exchange, HttpRequest.Builder request, String name) {
        @Nullable String value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) {
            request.header(name, value);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }
}
