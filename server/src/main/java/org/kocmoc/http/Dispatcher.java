package org.kocmoc.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Runs a matched request on a virtual thread: rate limits, guard, handler, errors, log and
/// metrics.
///
/// At most [Size#REQUESTS_IN_FLIGHT] run at once; more are refused at once with 503.
final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Logger ACCESS = LoggerFactory.getLogger("org.kocmoc.access");
    private static final Duration OVERLOAD_RETRY = Duration.ofSeconds(2);

    /// What one timer measures.
    private record Series(String method, String pattern, int status) {}

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

    /// Looking a timer up in the registry by its tags would cost more than recording.
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    private final AtomicInteger inFlight = new AtomicInteger();
    private final Guard guard;
    private final RateLimiter limiter;
    private final MeterRegistry metrics;
    private final Predicate<Throwable> isOutage;

    /// There from the start: a series that appears with its first event hides it from rates.
    private final Counter bugs;

    Dispatcher(HttpParts parts) {
        this.guard = parts.guard();
        this.limiter = parts.limiter();
        this.metrics = parts.metrics();
        this.isOutage = parts.isOutage();
        Gauge.builder("kocmoc_http_in_flight", inFlight, AtomicInteger::get)
                .description("Requests that are being answered")
                .register(metrics);
        this.bugs =
                Counter.builder("kocmoc_bugs")
                        .description("Requests and commands that failed by a bug: the log has it")
                        .tag("at", "request")
                        .register(metrics);
    }

    void dispatch(Request request, Context context) {
        if (inFlight.incrementAndGet() > Size.REQUESTS_IN_FLIGHT.value()) {
            inFlight.decrementAndGet();
            ApiException refusal = new ApiException(CommonError.OVERLOADED, OVERLOAD_RETRY);
            ResponseWriter.send(request.raw(), context, request.id(), refused(refusal));
            request.skipRestOfUpload();
            return;
        }
        try {
            threads.execute(() -> serve(request, context));
        } catch (RejectedExecutionException e) {
            inFlight.decrementAndGet();
            request.raw().connection().close();
        }
    }

    private void serve(Request request, Context context) {
        long start = System.nanoTime();
        MDC.put("request", request.id());
        Response response = answer(request);
        if (response.content() instanceof Response.Content.Later later) {
            MDC.clear();
            later.answer()
                    .whenComplete(
                            (answer, failure) -> {
                                MDC.put("request", request.id());
                                finish(
                                        request,
                                        context,
                                        failure == null ? answer : failed(request, failure),
                                        start);
                            });
        } else {
            finish(request, context, response, start);
        }
    }

    private void finish(Request request, Context context, Response response, long start) {
        try {
            ResponseWriter.send(request.raw(), context, request.id(), response);
        } catch (ResponseWriter.StreamBrokenException e) {
            LOG.atInfo().addKeyValue("cause", e.getMessage()).log("answer not sent to its end");
        } finally {
            request.skipRestOfUpload();
            inFlight.decrementAndGet();
            record(request, response.status(), System.nanoTime() - start);
            MDC.clear();
        }
    }

    private Response answer(Request request) {
        try {
            limiter.take(Rate.REQUESTS_PER_ADDRESS, request.remoteAddress());
            Route route = request.route();
            if (route.access() != Access.PUBLIC) {
                request.admitted(guard.admit(request, route.access()));
                limiter.take(Rate.REQUESTS_PER_USER, request.caller().user().toString());
            }
            return route.handler().handle(request);
        } catch (Throwable e) {
            return failed(request, e);
        }
    }

    private Response failed(Request request, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (failure instanceof ApiException refusal) {
            return refused(refusal);
        }
        if (isOutage.test(failure)) {
            LOG.atWarn().addKeyValue("cause", failure.getClass().getName()).log("no database");
            return refused(new ApiException(CommonError.DATABASE_UNAVAILABLE, OVERLOAD_RETRY));
        }
        return bug(request.route().pattern(), failure);
    }

    /// @param where route, or what there was of one
    Response bug(String where, Throwable failure) {
        bugs.increment();
        LOG.atError().addKeyValue("route", where).setCause(failure).log("request failed");
        return Response.error(CommonError.INTERNAL);
    }

    static Response refused(ApiException e) {
        Response response = Response.error(e.code());
        return e.retryAfter()
                .map(wait -> response.with("Retry-After", Long.toString(wait.toSeconds() + 1)))
                .orElse(response);
    }

    private void record(Request request, int status, long nanos) {
        Route route = request.route();
        timers.computeIfAbsent(new Series(route.method(), route.pattern(), status), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
        ACCESS.atInfo()
                .addKeyValue("method", route.method())
                .addKeyValue("route", route.pattern())
                .addKeyValue("status", status)
                .addKeyValue("micros", nanos / 1_000)
                .log("request");
    }

    private Timer timer(Series series) {
        return Timer.builder("kocmoc_http_requests")
                .description("Requests, from their arrival to their answer")
                .tag("method", series.method())
                .tag("route", series.pattern())
                .tag("status", Integer.toString(series.status()))
                .register(metrics);
    }

    /// Waits until running requests are answered, then refuses all others.
    boolean drain(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (inFlight.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        return inFlight.get() == 0;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
