package org.kocmoc.stickers;

import java.time.InstantSource;
import java.util.List;
import org.kocmoc.db.Database;
import org.kocmoc.files.Attachments;
import org.kocmoc.http.Route;
import org.kocmoc.log.UserLog;

/// Assembles stickers.
public final class StickersFeature {
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    public StickersFeature(
            Database database, UserLog log, Attachments attachments, InstantSource clock) {
        routes = new StickersApi(new Stickers(database, log, attachments, clock)).routes();
    }

    /// Routes of stickers.
    public List<Route> routes() {
        return routes;
    }
}
