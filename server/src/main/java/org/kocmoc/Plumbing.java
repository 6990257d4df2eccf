package org.kocmoc;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import org.kocmoc.base.Closer;
import org.kocmoc.bus.Bus;
import org.kocmoc.bus.BusMetrics;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.bus.NatsBus;
import org.kocmoc.bus.NatsSettings;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.limits.CountedRateLimiter;
import org.kocmoc.limits.LocalRateLimiter;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.SharedRateLimiter;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.LogStore;
import org.kocmoc.log.LogWriter;
import org.kocmoc.log.UserLog;
import org.kocmoc.traces.Traces;

/// What every feature is built from. Features get the parts they need, never this record.
record Plumbing(
        Config config,
        Secrets secrets,
        Database database,
        Bus bus,
        ChatLog chatLog,
        UserLog userLog,
        LogWriter logWriter,
        Epoch epoch,
        RateLimiter limiter,
        PrometheusMeterRegistry metrics,
        Ports ports,
        Optional<Traces> traces,
        InstantSource clock) {
    /// Migrates, connects and makes the plumbing.
    static Plumbing open(
            Config config,
            DatabaseSettings settings,
            InstantSource clock,
            Ports ports,
            Closer closer) {
        Optional<Traces> traces = Traces.to(config.operations().traces());
        traces.ifPresent(closer::add);
        Database database = Storage.open(settings, closer);
        traces.ifPresent(one -> one.watch(database));
        Secrets secrets = Secrets.load(config);
        Bus bus = closer.add(ports.bus().apply(bus(config, secrets)));
        Epoch epoch = Epoch.read(database);
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RateLimiter limiter =
                new CountedRateLimiter(
                        config.operations().rateLimits()
                                ? new SharedRateLimiter(database, new LocalRateLimiter())
                                : RateLimiter.unlimited(),
                        metrics);
        BusMetrics.register(bus, metrics);
        return new Plumbing(
                config,
                secrets,
                database,
                bus,
                new ChatLog(database, bus, clock, epoch),
                new UserLog(database, bus, clock, epoch),
                closer.add(
                        new LogWriter(
                                ports.sends().apply(new LogStore(database, clock, epoch)), bus)),
                epoch,
                limiter,
                metrics,
                ports,
                traces,
                clock);
    }

    private static Bus bus(Config config, Secrets secrets) {
        return config.operations()
                .natsUrl()
                .<Bus>map(urls -> new NatsBus(new NatsSettings(urls, secrets.busPrefix())))
                .orElseGet(LocalBus::new);
    }
}
