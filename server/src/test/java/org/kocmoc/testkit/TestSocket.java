package org.kocmoc.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.kocmoc.base.Json;
import tools.jackson.databind.JsonNode;

/// A plain client of the socket: sends frames, keeps every frame that came, waits for the ones a
/// test wants. Any thread.
public final class TestSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /// How the server ended the socket.
    public record End(int code, String reason) {}

    private final List<JsonNode> frames = new ArrayList<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final AtomicLong ids = new AtomicLong();
    private final WebSocket socket;

    private TestSocket(int port, String from) {
        socket =
                CLIENT.newWebSocketBuilder()
                        .header("X-Forwarded-For", from)
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new Listener())
                        .join();
    }

    /// A socket that has said nothing yet.
    public static TestSocket open(int port) {
        return from(port, "127.0.0.1");
    }

    /// As [#open], from another address, which a server behind a trusted proxy believes.
    public static TestSocket from(int port, String address) {
        return new TestSocket(port, address);
    }

    /// A socket that is signed in and caught up.
    public static TestSocket of(TestServer server, Person person) {
        return of(server, person, Map.of());
    }

    /// As [#of(TestServer, Person)], resuming from positions.
    public static TestSocket of(TestServer server, Person person, Map<String, ?> resume) {
        TestSocket socket = open(server.port());
        socket.command("auth", Map.of("token", person.token(), "resume", resume));
        socket.await(frame -> frame.path("type").asString("").equals("resumed"));
        return socket;
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode frame = Json.read(text.toString());
                text.setLength(0);
                add(frame);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end.complete(new End(code, reason));
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            end.complete(new End(0, failure.toString()));
        }
    }

    private void add(JsonNode frame) {
        synchronized (frames) {
            if (frame.isArray()) {
                frame.forEach(frames::add);
            } else {
                frames.add(frame);
            }
            frames.notifyAll();
        }
    }

    /// Sends a frame as it is.
    public void text(String frame) {
        socket.sendText(frame, true).join();
    }

    /// Sends a command without waiting; returns its id.
    public long send(String type, Map<String, ?> fields) {
        long id = ids.incrementAndGet();
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("id", id);
        frame.put("type", type);
        frame.putAll(fields);
        text(Json.writeText(frame));
        return id;
    }

    /// Sends a command and waits for its answer, which must be `ok`.
    public JsonNode command(String type, Map<String, ?> fields) {
        JsonNode answer = answer(send(type, fields));
        if (!answer.has("ok")) {
            throw new AssertionError(type + " was refused: " + answer);
        }
        return answer.path("ok");
    }

    /// Sends a command and waits for its refusal.
    public JsonNode refused(String type, Map<String, ?> fields) {
        JsonNode answer = answer(send(type, fields));
        if (!answer.has("error")) {
            throw new AssertionError(type + " was not refused: " + answer);
        }
        return answer.path("error");
    }

    /// Waits for the answer to a command that was sent.
    public JsonNode answer(long id) {
        return await(frame -> frame.path("id").asLong(-1) == id);
    }

    /// The first frame that fits, of those that came already too.
    public JsonNode await(Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (frames) {
            int seen = 0;
            while (true) {
                for (; seen < frames.size(); seen++) {
                    if (wanted.test(frames.get(seen))) {
                        return frames.get(seen);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no such frame among " + frames);
                }
                pause(left);
            }
        }
    }

    private void pause(long millis) {
        try {
            frames.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// The first event of a type.
    public JsonNode event(String type) {
        return await(frame -> frame.path("type").asString("").equals(type));
    }

    /// The entry of a chat's log with that number.
    public JsonNode entry(long chat, long seq) {
        return await(
                frame -> frame.path("chat").asLong() == chat && frame.path("seq").asLong() == seq);
    }

    /// Everything that came.
    public List<JsonNode> frames() {
        synchronized (frames) {
            return List.copyOf(frames);
        }
    }

    /// The numbers of a chat's log that came, in the order of coming.
    public List<Long> seqs(long chat) {
        return frames().stream()
                .filter(frame -> frame.path("chat").asLong() == chat && frame.has("seq"))
                .map(frame -> frame.path("seq").asLong())
                .toList();
    }

    /// How the server ended the socket.
    public End end() {
        return end.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        // Fails if the server was quicker.
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(failure -> socket).join();
    }

    /// Cuts the connection without a word.
    public void cut() {
        socket.abort();
    }
}
