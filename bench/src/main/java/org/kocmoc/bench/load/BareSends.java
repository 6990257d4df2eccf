package org.kocmoc.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.kocmoc.db.Database;

/// The most that sends over HTTP can reach on this stack and machine: a bare Vert.x server that
/// puts whole bodies into [JdbcLoad]'s table of one index, with a group commit like the server's,
/// and answers with the body. No token, rules, numbers, encryption, rendering or event. Runs in the
/// generator's process.
public final class BareSends implements AutoCloseable {
    private static final int LANES = Math.max(2, Runtime.getRuntime().availableProcessors());

    /// A body to store, and how to tell that it is stored.
    private record Waiting(byte[] body, Context context, HttpServerRequest request) {
        void answer() {
            context.runOnContext(
                    ignored ->
                            request.response()
                                    .setStatusCode(201)
                                    .putHeader("Content-Type", "application/json")
                                    .end(Buffer.buffer(body)));
        }
    }

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final List<Thread> lanes = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final int port;

    /// @param database which has [JdbcLoad]'s table
    public BareSends(Database database) throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        for (int i = 0; i < LANES; i++) {
            lanes.add(Thread.ofVirtual().start(() -> write(database)));
        }
        vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(LANES))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public int port() {
        return port;
    }

    private final class Listener implements Deployable {
        @Override
        public Future<HttpServer> deploy(Context context) {
            return vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                    .requestHandler(
                            request ->
                                    request.body()
                                            .onSuccess(
                                                    body ->
                                                            queue.add(
                                                                    new Waiting(
                                                                            body.getBytes(),
                                                                            context,
                                                                            request))))
                    .listen(port, "127.0.0.1");
        }
    }

    private void write(Database database) {
        List<Waiting> batch = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO bench_rows (chat_id, sender_id, body)"
                                        + " SELECT 1, 2, body FROM unnest(?::bytea[]) AS body")) {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch);
                byte[][] bodies = batch.stream().map(Waiting::body).toArray(byte[][]::new);
                insert.setArray(1, connection.createArrayOf("bytea", bodies));
                insert.executeUpdate();
                batch.forEach(Waiting::answer);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        lanes.forEach(Thread::interrupt);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
