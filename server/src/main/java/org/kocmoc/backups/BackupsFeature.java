package org.kocmoc.backups;

import java.time.InstantSource;
import java.util.List;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.keys.ActingDevice;
import org.kocmoc.keys.KeysFeature;
import org.kocmoc.limits.RateLimiter;

/// Assembles backups.
public final class BackupsFeature {
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    ///
    /// @param acting tells which device calls
    /// @param owner guards what a stolen token must not do
    public BackupsFeature(
            Database database,
            ActingDevice acting,
            KeysFeature.OwnerCheck owner,
            RateLimiter limiter,
            InstantSource clock) {
        routes = new BackupsApi(new Backups(database), acting, owner, limiter, clock).routes();
    }

    /// Routes of backups.
    public List<Route> routes() {
        return routes;
    }
}
