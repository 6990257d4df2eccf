package org.kocmoc.preferences;

import java.time.InstantSource;
import java.util.List;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.log.UserLog;
import org.kocmoc.users.Users;

/// Assembles settings.
public final class PreferencesFeature {
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    public PreferencesFeature(Database database, UserLog log, Users users, InstantSource clock) {
        routes = new PreferencesApi(new Preferences(database, log, users, clock)).routes();
    }

    /// Routes of settings.
    public List<Route> routes() {
        return routes;
    }
}
