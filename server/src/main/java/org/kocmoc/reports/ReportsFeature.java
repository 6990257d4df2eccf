package org.kocmoc.reports;

import java.time.InstantSource;
import java.util.List;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.limits.RateLimiter;

/// Assembles complaints.
public final class ReportsFeature {
    private final Reports reports;
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    public ReportsFeature(
            Database database, ChatsFeature chats, RateLimiter limiter, InstantSource clock) {
        reports = new Reports(database, chats.access(), clock);
        routes = List.of(new ReportsApi(reports, limiter).route());
    }

    /// The route by which people complain.
    public List<Route> routes() {
        return routes;
    }

    /// The administrators' side.
    public Reports reports() {
        return reports;
    }
}
