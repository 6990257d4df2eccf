package org.kocmoc.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.db.Database;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Command;
import org.kocmoc.wire.Fields;

/// Wraps routes, commands and the database into spans. Any thread; closing sends what is left.
public final class Traces implements AutoCloseable {
    private static final int SERVER_ERROR = 500;
    private static final String STATUS = "http.response.status_code";

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    private Traces(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer("org.kocmoc");
        this.propagator = sdk.getPropagators().getTextMapPropagator();
    }

    /// Traces to a collector, if there is one. OpenTelemetry's other standard variables (sampler,
    /// headers, service name, `OTEL_SDK_DISABLED` …) count as they are.
    public static Optional<Traces> to(Optional<URI> collector) {
        return collector.map(
                address ->
                        new Traces(
                                AutoConfiguredOpenTelemetrySdk.builder()
                                        .disableShutdownHook()
                                        .addPropertiesSupplier(() -> defaults(address))
                                        .build()
                                        .getOpenTelemetrySdk()));
    }

    private static Map<String, String> defaults(URI address) {
        return Map.of(
                "otel.exporter.otlp.endpoint", address.toString(),
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.service.name", "kocmoc",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none");
    }

    /// The same routes with a span around each call; not those that machines ask every few seconds.
    public List<Route> routes(List<Route> routes) {
        return routes.stream().map(route -> isNoise(route) ? route : traced(route)).toList();
    }

    private static boolean isNoise(Route route) {
        return route.pattern().startsWith("/health") || route.pattern().equals("/metrics");
    }

    private Route traced(Route route) {
        return new Route(
                route.method(),
                route.pattern(),
                route.access(),
                route.body(),
                route.summary(),
                request -> serve(route, request));
    }

    private Response serve(Route route, Request request) throws Exception {
        Span span =
                tracer.spanBuilder(route.method() + " " + route.pattern())
                        .setParent(
                                propagator.extract(Context.root(), request, new RequestHeaders()))
                        .setSpanKind(SpanKind.SERVER)
                        .setAttribute("http.request.method", route.method())
                        .setAttribute("http.route", route.pattern())
                        .startSpan();
        try (Scope _ = span.makeCurrent()) {
            Response response = route.handler().handle(request);
            if (response.content() instanceof Response.Content.Later later) {
                return Response.later(
                        later.answer()
                                .whenComplete((answer, failure) -> end(span, answer, failure)));
            }
            end(span, response, null);
            return response;
        } catch (Exception e) {
            end(span, null, e);
            throw e;
        }
    }

    private static void end(Span span, @Nullable Response response, @Nullable Throwable thrown) {
        @Nullable Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (response != null) {
            span.setAttribute(STATUS, response.status());
        } else if (failure instanceof ApiException refusal) {
            refused(span, refusal);
            span.setAttribute(STATUS, refusal.code().status());
        } else if (failure != null) {
            failed(span, failure);
        }
        span.end();
    }

    /// The same commands with a span around each.
    public List<Command> commands(List<Command> commands) {
        return commands.stream()
                .map(
                        command ->
                                new Command(
                                        command.name(),
                                        (caller, fields) -> carryOut(command, caller, fields)))
                .toList();
    }

    private Object carryOut(Command command, Caller caller, Fields fields) {
        Span span =
                tracer.spanBuilder(command.name())
                        .setNoParent()
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan();
        try (Scope _ = span.makeCurrent()) {
            return command.handler().handle(caller, fields);
        } catch (ApiException e) {
            refused(span, e);
            throw e;
        } catch (RuntimeException e) {
            failed(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    /// From now on every use of the database inside a span has one of its own.
    public void watch(Database database) {
        database.surround(new DatabaseSpans(this));
    }

    SpanBuilder child(String name) {
        return tracer.spanBuilder(name).setSpanKind(SpanKind.CLIENT);
    }

    /// Refusals are answers, not errors; unless it is the server that cannot.
    private static void refused(Span span, ApiException refusal) {
        span.setAttribute("error.type", refusal.code().code());
        if (refusal.code().status() >= SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    /// Texts of exceptions may hold what people wrote.
    static void failed(Span span, Throwable failure) {
        span.setAttribute("error.type", failure.getClass().getName());
        span.setStatus(StatusCode.ERROR);
    }

    @Override
    public void close() {
        sdk.close();
    }
}
