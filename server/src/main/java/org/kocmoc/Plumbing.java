package org.kocmoc;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import org.kocmoc.bus.Bus;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.LogWriter;
import org.kocmoc.log.UserLog;

/// What every feature is built from. Features get the parts they need, never this record.
record Plumbing(
        Config config,
        Secrets secrets,
        Database database,
        Bus bus,
        ChatLog chatLog,
        UserLog userLog,
        LogWriter logWriter,
        RateLimiter limiter,
        PrometheusMeterRegistry metrics,
        InstantSource clock) {}
