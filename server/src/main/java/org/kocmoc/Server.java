package org.kocmoc;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.InstantSource;
import java.util.List;
import org.kocmoc.base.Closer;
import org.kocmoc.bus.Bus;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;
import org.kocmoc.db.SqlState;
import org.kocmoc.http.HttpParts;
import org.kocmoc.http.HttpServer;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Jobs;
import org.kocmoc.limits.LocalRateLimiter;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.LogStore;
import org.kocmoc.log.LogWriter;
import org.kocmoc.log.UserLog;

/// The composition root: opens the database, builds every feature in dependency order, starts
/// listening. Closing goes the other way: stop accepting, finish requests, stop jobs, disconnect.
public final class Server implements AutoCloseable {
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
        Closer closer = new Closer();
        try {
            Plumbing plumbing = plumbing(config, clock, closer);
            Features features = Features.build(plumbing, closer);
            Jobs jobs = closer.add(new Jobs(plumbing.database(), features.jobs()));
            HttpServer http = closer.add(listen(plumbing, features, closer));
            jobs.start();
            return new Server(closer, features.routes(), http);
        } catch (RuntimeException e) {
            closeAfter(e, closer);
            throw e;
        }
    }

    private static Plumbing plumbing(Config config, InstantSource clock, Closer closer) {
        Database database = Storage.open(Storage.settings(config, closer), closer);
        Secrets secrets = Secrets.load(config);
        Bus bus = closer.add(new LocalBus());
        Epoch epoch = Epoch.read(database);
        RateLimiter limiter =
                config.operations().rateLimits() ? new LocalRateLimiter() : RateLimiter.unlimited();
        return new Plumbing(
                config,
                secrets,
                database,
                bus,
                new ChatLog(database, bus, clock, epoch),
                new UserLog(database, bus, clock, epoch),
                closer.add(new LogWriter(new LogStore(database, clock, epoch), bus)),
                limiter,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                clock);
    }

    private static HttpServer listen(Plumbing plumbing, Features features, Closer closer) {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setFileCachingEnabled(false)
                                                .setClassPathResolvingEnabled(false)));
        closer.add(() -> vertx.close().toCompletionStage().toCompletableFuture().join());
        try {
            return HttpServer.start(
                    vertx,
                    plumbing.config().http(),
                    new HttpParts(
                            features.routes(),
                            features.guard(),
                            plumbing.limiter(),
                            features.maintenance(),
                            plumbing.metrics(),
                            SqlState::isOutage));
        } catch (IllegalStateException e) {
            throw new StartException(e.getMessage() + "; choose another PORT or KOCMOC_HOST", e);
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
