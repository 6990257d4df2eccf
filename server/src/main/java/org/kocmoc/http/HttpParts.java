package org.kocmoc.http;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Predicate;
import org.kocmoc.limits.RateLimiter;

/// What the server is made of, besides where it listens.
///
/// @param routes the whole route table
/// @param guard who calls
/// @param limiter how often
/// @param maintenance whether the service is switched off
/// @param metrics where requests are counted
/// @param sockets takes upgrades
/// @param isOutage whether a failure of a handler means that the database is away, not a bug
public record HttpParts(
        List<Route> routes,
        Guard guard,
        RateLimiter limiter,
        Maintenance maintenance,
        MeterRegistry metrics,
        SocketHandler sockets,
        Predicate<Throwable> isOutage) {}
