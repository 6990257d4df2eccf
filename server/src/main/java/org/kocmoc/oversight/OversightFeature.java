package org.kocmoc.oversight;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.kocmoc.admin.AuditLog;
import org.kocmoc.auth.AuthFeature;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;

/// Assembles what administrators see of the whole server.
public final class OversightFeature {
    private static final Duration GATHERING_PAUSE = Duration.ofMinutes(10);

    private final List<Route> routes;
    private final List<Job> jobs;

    /// Builds the feature; nothing runs by itself.
    ///
    /// @param data the folder that files go to
    /// @param metrics this node's figures
    public OversightFeature(
            Database database,
            AuthFeature auth,
            AuditLog audit,
            Path data,
            MeterRegistry metrics,
            InstantSource clock) {
        Days days = new Days(database, clock);
        routes =
                Stream.concat(
                                new AccountsApi(database, auth.accounts(), auth.sessions(), audit)
                                        .routes().stream(),
                                new FiguresApi(days, new Condition(database, data, metrics))
                                        .routes().stream())
                        .toList();
        jobs = List.of(new Job("daily-statistics", GATHERING_PAUSE, days::gather));
    }

    /// Routes for administrators.
    public List<Route> routes() {
        return routes;
    }

    /// Gathering the figures.
    public List<Job> jobs() {
        return jobs;
    }
}
