package org.kocmoc.client.wire;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One socket: commands with their answers, and events in the order of their arrival. Any thread;
/// blocks. Over when it ends once.
public final class Connection {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Consumer<JsonNode> events;
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final ReentrantLock sending = new ReentrantLock();
    private volatile long lastHeard = System.nanoTime();
    private volatile boolean retired;
    private @Nullable WebSocket socket;

    private Connection(Consumer<JsonNode> events) {
        this.events = events;
    }

    /// Connects without signing in.
    ///
    /// @param events called with every event, on the receiving thread
    public static Connection open(Http http, Consumer<JsonNode> events) {
        Connection connection = new Connection(events);
        try {
            connection.socket =
                    http.client()
                            .newWebSocketBuilder()
                            .connectTimeout(PATIENCE)
                            .buildAsync(http.socket(), connection.new Ears())
                            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return connection;
        } catch (ExecutionException | TimeoutException e) {
            throw new UnreachableException("The socket could not be opened", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted while connecting", e);
        }
    }

    /// Sends a command and waits for its answer.
    ///
    /// @throws RefusedException if the server refused it
    /// @throws UnreachableException if no answer came: whether it was carried out is unknown
    public JsonNode command(String type, Map<String, ?> fields) {
        long id = ids.incrementAndGet();
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("id", id);
        frame.put("type", type);
        frame.putAll(fields);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            if (ended.isDone()) {
                throw new UnreachableException("The socket is closed");
            }
            send(Json.writeText(frame));
            return ok(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw new UnreachableException("The socket broke before " + type + " was answered", e);
        } catch (TimeoutException e) {
            throw new UnreachableException(type + " was not answered in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted while waiting for an answer", e);
        } finally {
            waiting.remove(id);
            closeIfRetired();
        }
    }

    private static JsonNode ok(JsonNode answer) {
        if (!answer.has("error")) {
            return answer.path("ok");
        }
        JsonNode error = answer.path("error");
        throw new RefusedException(
                0,
                error.path("code").asString(""),
                error.path("message").asString(""),
                error.hasNonNull("retry") ? Duration.ofMillis(error.path("retry").asLong()) : null);
    }

    /// The JDK allows one sender at a time.
    private void send(String text)
            throws InterruptedException, ExecutionException, TimeoutException {
        sending.lock();
        try {
            WebSocket open = socket;
            if (open == null) {
                throw new UnreachableException("The socket is not open yet");
            }
            open.sendText(text, true).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            sending.unlock();
        }
    }

    /// Completed when the socket is gone.
    public CompletableFuture<Ending> ended() {
        return ended;
    }

    /// How long nothing was heard, not even a ping.
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastHeard);
    }

    /// Says goodbye and does not wait for the answer.
    public void close() {
        end(Ending.of(WebSocket.NORMAL_CLOSURE, "closed"));
        WebSocket open = socket;
        if (open != null) {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .orTimeout(1, TimeUnit.SECONDS)
                    .whenComplete((sent, failure) -> open.abort());
        }
    }

    /// Says goodbye as soon as the commands on their way are answered.
    public void retire() {
        retired = true;
        closeIfRetired();
    }

    private void closeIfRetired() {
        if (retired && waiting.isEmpty()) {
            close();
        }
    }

    /// Drops the line without a word.
    public void abort(String reason) {
        end(Ending.broken(reason));
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private void end(Ending ending) {
        ended.complete(ending);
        UnreachableException gone = new UnreachableException("The socket is closed");
        waiting.values().forEach(answer -> answer.completeExceptionally(gone));
    }

    private void receive(JsonNode frame) {
        if (frame.isArray()) {
            frame.forEach(this::receive);
        } else if (frame.has("type")) {
            events.accept(frame);
        } else {
            CompletableFuture<JsonNode> answer = waiting.get(frame.path("id").asLong());
            if (answer != null) {
                answer.complete(frame);
            }
        }
    }

    /// What the JDK calls, one call at a time.
    private final class Ears implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            lastHeard = System.nanoTime();
            text.append(data);
            if (last) {
                String frame = text.toString();
                text.setLength(0);
                try {
                    receive(Json.read(frame));
                } catch (RuntimeException e) {
                    abort("unreadable frame");
                    return null;
                }
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
            lastHeard = System.nanoTime();
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(
                WebSocket webSocket, int statusCode, String reason) {
            end(Ending.of(statusCode, reason));
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            end(Ending.broken("broken"));
        }
    }
}
