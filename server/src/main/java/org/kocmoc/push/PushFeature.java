package org.kocmoc.push;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.marks.ChatHeads;
import org.kocmoc.vault.Vault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Assembles push, and the thread that looks and delivers.
public final class PushFeature implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLEANING_PAUSE = Duration.ofHours(6);
    private static final Logger LOG = LoggerFactory.getLogger(PushFeature.class);

    /// What an operator decides.
    ///
    /// @param contact `mailto:` or `https:`: whom a push service may write to about this server
    /// @param trustedHosts push services that may have private addresses or plain HTTP
    public record Settings(String contact, Set<String> trustedHosts) {}

    /// What it is built from.
    public record Parts(
            Database database,
            Vault vault,
            ChatHeads heads,
            RateLimiter limiter,
            MeterRegistry metrics,
            InstantSource clock) {}

    private final Database database;
    private final InstantSource clock;
    private final Lookout lookout;
    private final Courier courier;
    private final List<Route> routes;
    private final Thread thread;

    /// Builds the feature and starts looking.
    public PushFeature(Settings settings, Parts parts) {
        database = parts.database();
        clock = parts.clock();
        Destinations destinations = new Destinations(settings.trustedHosts());
        PushKeys keys = new PushKeys(database, parts.vault());
        lookout = new Lookout(database, clock);
        courier =
                new Courier(
                        new Courier.Parts(
                                database,
                                new Payloads(database, parts.heads()),
                                new PushService(keys, settings.contact(), clock),
                                destinations,
                                parts.limiter(),
                                parts.metrics(),
                                clock));
        routes =
                new PushApi(
                                new Subscriptions(database, destinations, parts.limiter(), clock),
                                keys,
                                database)
                        .routes();
        thread = Thread.ofVirtual().name("push").start(this::run);
    }

    private void run() {
        boolean failing = false;
        try {
            while (true) {
                Thread.sleep(PAUSE);
                failing = !round(failing);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether it went well; an outage is told of once.
    private boolean round(boolean failing) {
        try {
            lookout.look();
            courier.deliverDue();
            return true;
        } catch (RuntimeException e) {
            LOG.atLevel(failing ? Level.DEBUG : Level.WARN)
                    .setCause(e)
                    .log("looking for push messages failed");
            return false;
        }
    }

    /// Routes of push.
    public List<Route> routes() {
        return routes;
    }

    /// Cleaning.
    public List<Job> jobs() {
        Duration kept = Duration.ofDays(Size.PUSH_LOG_DAYS.value());
        return List.of(
                new Job(
                        "push-clean",
                        CLEANING_PAUSE,
                        () ->
                                database.execute(
                                        handle ->
                                                DeliveryStore.deleteLogBefore(
                                                        handle, clock.instant().minus(kept)))));
    }

    /// Stops looking and delivering; what was not delivered stays noted.
    @Override
    public void close() {
        thread.interrupt();
        courier.close();
    }
}
