package org.kocmoc.links;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.RateLimiter;

/// Assembles linking.
public final class LinksFeature {
    private static final Duration EXPIRY_PAUSE = Duration.ofMinutes(1);

    private final Links links;
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    public LinksFeature(Database database, RateLimiter limiter, InstantSource clock) {
        links = new Links(database, clock);
        routes = new LinksApi(links, limiter).routes();
    }

    /// Routes of the rendezvous.
    public List<Route> routes() {
        return routes;
    }

    /// The end of rendezvous.
    public List<Job> jobs() {
        return List.of(new Job("links-expire", EXPIRY_PAUSE, links::expire));
    }
}
