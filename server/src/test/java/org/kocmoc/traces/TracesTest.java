package org.kocmoc.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;

/// Traces as a collector receives them: OTLP over HTTP. Names in its bodies are plain UTF-8.
class TracesTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final Queue<byte[]> BODIES = new ConcurrentLinkedQueue<>();
    private static final HttpServer COLLECTOR = collector();

    @RegisterExtension
    static final TestServer server =
            new TestServer()
                    .with(
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            "http://127.0.0.1:" + COLLECTOR.getAddress().getPort());

    private static HttpServer collector() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/v1/traces",
                    exchange -> {
                        BODIES.add(exchange.getRequestBody().readAllBytes());
                        exchange.sendResponseHeaders(200, -1);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        COLLECTOR.stop(0);
    }

    private static String received() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        BODIES.forEach(all::writeBytes);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static String await(String... wanted) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        String received = received();
        while (!List.of(wanted).stream().allMatch(received::contains)) {
            assertThat(System.nanoTime()).as(received).isLessThan(deadline);
            Thread.sleep(100);
            received = received();
        }
        return received;
    }

    @Test
    void requestsCommandsAndTheirUseOfTheDatabaseArriveAndNothingThatPeopleWrote()
            throws Exception {
        Person ada = server.people().ada();
        long chat =
                ada.api()
                        .with("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                        .post(
                                "/api/chats",
                                Map.of(
                                        "type",
                                        "group",
                                        "name",
                                        "canary of a name",
                                        "participantIds",
                                        List.of(ada.id())))
                        .expect(201)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        ada.api().post("/api/messages/" + chat, Map.of("text", "canary of a text")).expect(201);
        ada.api().get("/api/chats/999999").expect(404);
        try (TestSocket socket = TestSocket.of(server, ada)) {
            socket.command("message:send", Map.of("chat", chat, "text", "canary of a command"));
        }

        String received =
                await(
                        "kocmoc",
                        "POST /api/chats",
                        "POST /api/messages/:chatId",
                        "GET /api/chats/:id",
                        "chat_not_found",
                        "message:send",
                        "database read",
                        "postgresql",
                        new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1));

        assertThat(received)
                .doesNotContain("canary", ada.token(), ada.email(), "/api/messages/" + chat)
                .doesNotContain("/health");
    }

    @Test
    void aCollectorThatIsAwayIsNobodysConcern() {
        COLLECTOR.removeContext("/v1/traces");
        try {
            server.people().ada().api().get("/api/chats").expect(200);
        } finally {
            COLLECTOR.createContext(
                    "/v1/traces",
                    exchange -> {
                        BODIES.add(exchange.getRequestBody().readAllBytes());
                        exchange.sendResponseHeaders(200, -1);
                        exchange.close();
                    });
        }
    }
}
