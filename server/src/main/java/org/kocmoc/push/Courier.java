package org.kocmoc.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what is due to the push services, a bounded number at a time, each on a thread of its own:
/// a slow service delays nobody else's messages. Any thread.
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /// Longer than an attempt can last.
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int TOLERATED_FAILURES = 4;

    /// What it needs.
    record Parts(
            Database database,
            Payloads payloads,
            PushService service,
            Destinations destinations,
            RateLimiter limiter,
            MeterRegistry metrics,
            InstantSource clock) {}

    private final Parts parts;
    private final Semaphore places = new Semaphore(Size.PUSH_AT_ONCE.value());
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("push-", 0).factory());

    Courier(Parts parts) {
        this.parts = parts;
    }

    /// Begins to deliver what is due; does not wait for its end.
    void deliverDue() {
        while (places.tryAcquire()) {
            boolean begun = false;
            try {
                Optional<Delivery> due =
                        parts.database()
                                .write(h -> DeliveryStore.lease(h, parts.clock().instant(), LEASE));
                if (due.isEmpty()) {
                    return;
                }
                threads.execute(() -> deliverAndLeave(due.get()));
                begun = true;
            } catch (RejectedExecutionException e) {
                // Closing; the lease brings it back.
                return;
            } finally {
                if (!begun) {
                    places.release();
                }
            }
        }
    }

    private void deliverAndLeave(Delivery delivery) {
        try {
            deliver(delivery);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("delivery", delivery.id())
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("a push message was not sent");
        } finally {
            places.release();
        }
    }

    private void deliver(Delivery delivery) throws InterruptedException {
        Instant now = parts.clock().instant();
        if (delivery.createdAt().plus(PushService.LIFE).isBefore(now)) {
            end(delivery, Outcome.EXPIRED, null);
            return;
        }
        if (delivery.chat() != null && !isNeeded(delivery, now)) {
            end(delivery, Outcome.UNNEEDED, null);
            return;
        }
        try {
            parts.limiter().take(Rate.PUSHES_PER_USER, delivery.userId().toString());
        } catch (ApiException e) {
            Duration pause = e.retryAfter().orElse(FIRST_PAUSE);
            parts.database().execute(h -> DeliveryStore.putOff(h, delivery, now.plus(pause)));
            return;
        }
        attempt(delivery);
    }

    private boolean isNeeded(Delivery delivery, Instant now) {
        return parts.database().read(h -> DeliveryStore.isNeeded(h, delivery, now));
    }

    private void attempt(Delivery delivery) throws InterruptedException {
        try {
            Optional<URI> endpoint = parts.destinations().parse(delivery.endpoint());
            if (endpoint.isEmpty()) {
                end(delivery, Outcome.GONE, null);
                return;
            }
            // What a name means may be another thing in a while: a resolver that filters, a network
            // that wants a sign-in first.
            if (!parts.destinations().isReachable(endpoint.get())) {
                putOff(delivery, null, Optional.empty());
                return;
            }
            PushService.Answer answer =
                    parts.service().send(delivery, parts.payloads().of(delivery));
            took(delivery, answer);
        } catch (IOException e) {
            if (!threads.isShutdown()) {
                putOff(delivery, null, Optional.empty());
            }
        }
    }

    /// What RFC 8030 and the push services say by status: 404 and 410 mean that the browser has
    /// ended the subscription, 401 and 403 that it belongs to another key.
    private void took(Delivery delivery, PushService.Answer answer) {
        int status = answer.status();
        switch (status) {
            case 401, 403, 404, 410 -> end(delivery, Outcome.GONE, status);
            case 408, 425, 429 -> putOff(delivery, status, answer.retryAfter());
            default -> {
                if (status >= 500) {
                    putOff(delivery, status, answer.retryAfter());
                } else {
                    end(delivery, status / 100 == 2 ? Outcome.SENT : Outcome.REFUSED, status);
                }
            }
        }
    }

    private void end(Delivery delivery, Outcome outcome, @Nullable Integer status) {
        Instant now = parts.clock().instant();
        parts.database()
                .execute(
                        handle -> {
                            DeliveryStore.done(handle, delivery, now);
                            switch (outcome) {
                                case SENT -> DeliveryStore.arrived(handle, delivery);
                                case GONE -> DeliveryStore.gone(handle, delivery);
                                case REFUSED, EXPIRED ->
                                        DeliveryStore.failed(handle, delivery, TOLERATED_FAILURES);
                                case UNNEEDED, LATER -> {}
                            }
                            DeliveryStore.log(
                                    handle, delivery, service(delivery), outcome, status, now);
                        });
        count(outcome);
    }

    private void putOff(
            Delivery delivery, @Nullable Integer status, Optional<Duration> retryAfter) {
        Instant now = parts.clock().instant();
        Instant until = now.plus(pause(delivery.attempts(), retryAfter));
        parts.database()
                .execute(
                        handle -> {
                            DeliveryStore.putOff(handle, delivery, until);
                            DeliveryStore.log(
                                    handle,
                                    delivery,
                                    service(delivery),
                                    Outcome.LATER,
                                    status,
                                    now);
                        });
        count(Outcome.LATER);
    }

    /// What the service asks for if that is more than ours, but no longer than the message lives.
    private static Duration pause(int attempts, Optional<Duration> retryAfter) {
        Duration own = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
        Duration bounded = own.compareTo(LONGEST_PAUSE) < 0 ? own : LONGEST_PAUSE;
        return retryAfter
                .filter(asked -> asked.compareTo(bounded) > 0)
                .map(asked -> asked.compareTo(PushService.LIFE) < 0 ? asked : PushService.LIFE)
                .orElse(bounded);
    }

    private static String service(Delivery delivery) {
        return Objects.requireNonNullElse(URI.create(delivery.endpoint()).getHost(), "");
    }

    private void count(Outcome outcome) {
        Counter.builder("kocmoc_push_deliveries")
                .description("Notifications handed to push services, by what became of them")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(parts.metrics())
                .increment();
    }

    /// Cuts what is under way: its lease brings it back.
    @Override
    public void close() {
        threads.shutdownNow();
        parts.service().close();
    }
}
