package org.kocmoc;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.kocmoc.base.Closer;
import org.kocmoc.config.Config;
import org.kocmoc.db.SqlState;
import org.kocmoc.http.HttpParts;
import org.kocmoc.http.HttpServer;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Jobs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The composition root: opens the database, builds every feature in dependency order, starts
/// listening. Closing goes the other way: stop accepting, finish requests, stop jobs, disconnect.
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final String NATIVE_FOLDER = "io.netty.native.workdir";

    private final Closer closer;
    private final List<Route> routes;
    private final HttpServer http;

    private Server(Closer closer, List<Route> routes, HttpServer http) {
        this.closer = closer;
        this.routes = List.copyOf(routes);
        this.http = http;
    }

    /// Starts a server; returns when it answers.
    ///
    /// @throws RuntimeException if anything does not start; what was opened is closed again
    public static Server start(Config config, InstantSource clock) {
        return start(config, clock, Ports.STANDARD);
    }

    /// Starts a server on other parts than those that ship.
    ///
    /// @throws RuntimeException if anything does not start; what was opened is closed again
    public static Server start(Config config, InstantSource clock, Ports ports) {
        Closer closer = new Closer();
        // Needs nothing of the database, so it is made while that starts.
        CompletableFuture<Vertx> vertx =
                CompletableFuture.supplyAsync(() -> vertx(config.data().resolve("native")));
        try {
            Plumbing plumbing =
                    Plumbing.open(config, Storage.settings(config, closer), clock, ports, closer);
            Features features = Features.build(plumbing, closer);
            Jobs jobs = closer.add(new Jobs(plumbing.database(), features.jobs()));
            HttpServer http = closer.add(listen(vertx.join(), plumbing, features, closer));
            // Nobody new, then clients are sent away, then the requests that run are answered.
            closer.add(features.realtime()::drain);
            closer.add(http::stopAccepting);
            jobs.start();
            return new Server(closer, features.routes(), http);
        } catch (RuntimeException e) {
            closeAfter(e, closer);
            vertx.thenAccept(Vertx::close);
            throw e;
        }
    }

    /// @param libraries where the native part of the event loops is unpacked: the folder of
    ///   temporary files may not be one that programs run from, as in a container
    private static Vertx vertx(Path libraries) {
        try {
            Files.createDirectories(libraries);
            if (System.getProperty(NATIVE_FOLDER) == null) {
                System.setProperty(NATIVE_FOLDER, libraries.toString());
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("no folder for native libraries");
        }
        Vertx vertx = Vertx.vertx(options());
        if (vertx.isNativeTransportEnabled()) {
            LOG.info("event loops are native");
        } else {
            LOG.atWarn()
                    .addKeyValue("cause", String.valueOf(vertx.unavailableNativeTransportCause()))
                    .log("event loops are not native: sockets take more memory");
        }
        return vertx;
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                        new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false));
    }

    private static HttpServer listen(
            Vertx vertx, Plumbing plumbing, Features features, Closer closer) {
        closer.add(() -> vertx.close().toCompletionStage().toCompletableFuture().join());
        try {
            return HttpServer.start(
                    vertx,
                    plumbing.config().http(),
                    new HttpParts(
                            plumbing.traces()
                                    .map(traces -> traces.routes(features.routes()))
                                    .orElse(features.routes()),
                            features.guard(),
                            plumbing.limiter(),
                            features.maintenance(),
                            plumbing.metrics(),
                            features.realtime().handler(),
                            SqlState::isOutage));
        } catch (IllegalStateException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void closeAfter(RuntimeException failure, Closer closer) {
        try {
            closer.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /// The whole route table, for the documents.
    public List<Route> routes() {
        return routes;
    }

    /// The port in use.
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        closer.close();
    }
}
