package org.kocmoc.http;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.limits.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens and moves bytes: from the event loops to the [Dispatcher] and back.
///
/// One listener per core shares the port. [#close] drains: no new connections, running requests are
/// answered, then the rest is cut.
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration START_PATIENCE = Duration.ofSeconds(20);
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(8);

    /// Sockets are told one by one to go, and cut if they have not gone by then.
    private static final Duration SOCKETS_PATIENCE = Duration.ofSeconds(40);

    private static final int IDLE_SECONDS = 75;

    private final Vertx vertx;
    private final HttpSettings settings;
    private final Router router;
    private final Dispatcher dispatcher;
    private final Maintenance maintenance;
    private final StaticFiles files;
    private final SocketHandler sockets;
    private final ClientAddress addresses;
    private final Optional<Certificate> certificate;
    private final Queue<io.vertx.core.http.HttpServer> listeners = new ConcurrentLinkedQueue<>();
    private final List<Future<Void>> shutdowns = new ArrayList<>();
    private final int port;

    HttpServer(
            Vertx vertx,
            HttpSettings settings,
            Router router,
            Dispatcher dispatcher,
            HttpParts parts) {
        this.vertx = vertx;
        this.settings = settings;
        this.router = router;
        this.dispatcher = dispatcher;
        this.maintenance = parts.maintenance();
        this.files = new StaticFiles(settings.publicDir());
        this.sockets = parts.sockets();
        this.addresses = new ClientAddress(settings.trustedProxies());
        this.port = settings.port() == 0 ? freePort() : settings.port();
        this.certificate = Certificate.of(vertx, settings, parts.metrics());
    }

    /// With port 0 each listener would take one of its own.
    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts listening.
    ///
    /// @throws IllegalStateException if the address cannot be listened on
    public static HttpServer start(Vertx vertx, HttpSettings settings, HttpParts parts) {
        HttpServer server =
                new HttpServer(
                        vertx, settings, new Router(parts.routes()), new Dispatcher(parts), parts);
        server.listen();
        return server;
    }

    /// The port in use.
    public int port() {
        return port;
    }

    private void listen() {
        int cores = Runtime.getRuntime().availableProcessors();
        await(vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(cores)));
        certificate.ifPresent(one -> one.watch(this::showNewCertificate));
    }

    /// Connections that are there keep the certificate that they have seen.
    private void showNewCertificate() {
        for (var listener : listeners) {
            listener.updateSSLOptions(options().getSslOptions(), true)
                    .onFailure(
                            e -> LOG.atError().setCause(e).log("the new certificate is not shown"));
        }
    }

    private <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot listen on "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + ": "
                            + e.getMessage()
                            + "; choose another PORT or KOCMOC_HOST",
                    e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("cannot listen", e);
        }
    }

    private final class Listener implements Deployable {
        @Override
        public Future<?> deploy(Context context) {
            io.vertx.core.http.HttpServer listener =
                    vertx.createHttpServer(options())
                            .requestHandler(request -> handle(request, context))
                            .invalidRequestHandler(request -> refuseInvalid(request, context));
            listeners.add(listener);
            return listener.listen();
        }
    }

    private HttpServerOptions options() {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(port)
                        .setMaxHeaderSize(Size.HEADER_BYTES.value())
                        .setMaxInitialLineLength(Size.URL_BYTES.value())
                        .setIdleTimeout(IDLE_SECONDS)
                        .setTcpNoDelay(true)
                        .setMaxWebSocketFrameSize(Size.SOCKET_FRAME_BYTES.value())
                        .setMaxWebSocketMessageSize(Size.SOCKET_FRAME_BYTES.value())
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setReuseAddress(true);
        certificate.ifPresent(
                one -> options.setSsl(true).setUseAlpn(true).setKeyCertOptions(one.options()));
        return options;
    }

    private static void refuseInvalid(HttpServerRequest request, Context context) {
        ResponseWriter.send(
                request,
                context,
                RequestIds.fresh(),
                Response.error(CommonError.BAD_REQUEST).with("Connection", "close"));
    }

    private void handle(HttpServerRequest request, Context context) {
        String requestId = RequestIds.of(request);
        try {
            route(request, context, requestId);
        } catch (ApiException e) {
            ResponseWriter.send(request, context, requestId, Dispatcher.refused(e));
        } catch (RuntimeException e) {
            ResponseWriter.send(request, context, requestId, dispatcher.bug("none yet", e));
        }
    }

    private void route(HttpServerRequest request, Context context, String requestId) {
        String path = request.path() == null ? "/" : request.path();
        if (maintenance.isOn() && !Maintenance.exempts(path)) {
            ResponseWriter.send(request, context, requestId, Maintenance.answer(path));
            return;
        }
        if (request.method().equals(HttpMethod.OPTIONS)) {
            ResponseWriter.send(request, context, requestId, Response.empty(204));
            return;
        }
        if (sockets.takes(path)) {
            sockets.accept(request, context, addresses.of(request));
            return;
        }
        List<String> pieces = PathPieces.decode(path);
        switch (router.find(request.method().name(), pieces)) {
            case Router.Match.Found found -> receive(request, context, requestId, found);
            case Router.Match.WrongMethod wrong ->
                    ResponseWriter.send(
                            request,
                            context,
                            requestId,
                            Response.error(CommonError.METHOD_NOT_ALLOWED)
                                    .with("Allow", String.join(", ", wrong.allowed())));
            case Router.Match.Unknown() ->
                    ResponseWriter.send(request, context, requestId, unknown(request, pieces));
        }
    }

    private Response unknown(HttpServerRequest request, List<String> pieces) {
        String first = pieces.isEmpty() ? "" : pieces.getFirst().toLowerCase(Locale.ROOT);
        boolean reading = ResponseWriter.isReading(request);
        if (!reading || first.equals("api") || first.equals("uploads")) {
            return Response.error(CommonError.NOT_FOUND);
        }
        @Nullable String encodings = request.getHeader("Accept-Encoding");
        return files.serve(pieces, encodings == null ? "" : encodings);
    }

    private void receive(
            HttpServerRequest raw, Context context, String requestId, Router.Match.Found found) {
        Route route = found.route();
        if (route.body() != Route.Body.JSON) {
            Request request = request(raw, found, requestId, new byte[0]);
            if (route.body() == Route.Body.UPLOAD) {
                request.uploadFrom(new UploadStream(raw, context));
            }
            dispatcher.dispatch(request, context);
            return;
        }
        BodyReader.read(
                vertx,
                raw,
                body -> dispatcher.dispatch(request(raw, found, requestId, body), context),
                refusal ->
                        ResponseWriter.send(
                                raw,
                                context,
                                requestId,
                                Dispatcher.refused(refusal).with("Connection", "close")));
    }

    private Request request(
            HttpServerRequest raw, Router.Match.Found found, String requestId, byte[] body) {
        Map<String, String> path = found.parameters();
        return new Request(raw, found.route(), path, addresses.of(raw), requestId, body);
    }

    /// Refuses new connections from now on; those that are there finish what they do, and sockets
    /// stay.
    public synchronized void stopAccepting() {
        if (shutdowns.isEmpty()) {
            listeners.forEach(listener -> shutdowns.add(listener.shutdown(SOCKETS_PATIENCE)));
        }
    }

    @Override
    public void close() {
        try {
            stopAccepting();
            if (!dispatcher.drain(DRAIN_PATIENCE)) {
                LOG.warn("requests were still running when the time to drain was over");
            }
            Future.join(shutdowns)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(DRAIN_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().setCause(e).log("listeners did not close in time");
        } finally {
            dispatcher.close();
        }
    }
}
