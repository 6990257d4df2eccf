package org.kocmoc.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.base.Closer;
import org.kocmoc.bus.Bus;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.limits.RateLimiter;

/// Assembly of what runs without any account: maintenance, health, metrics.
public final class OperationsFeature {
    private final List<Route> routes = new ArrayList<>();

    /// @param closer closes what watches the JVM
    public OperationsFeature(
            MaintenanceFlag flag,
            OperatorSettings settings,
            Database database,
            PrometheusMeterRegistry metrics,
            RateLimiter limiter,
            Bus bus,
            Closer closer) {
        routes.addAll(new MaintenanceApi(flag, settings.maintenanceToken(), limiter).routes());
        routes.addAll(new HealthApi(database, bus).routes());
        routes.addAll(new MetricsApi(database, metrics, settings, closer).routes());
    }

    /// Its part of the route table.
    public List<Route> routes() {
        return routes;
    }
}
