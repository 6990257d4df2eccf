package org.kocmoc.drafts;

import java.time.InstantSource;
import java.util.List;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.UserLog;
import org.kocmoc.wire.Command;

/// Assembles drafts.
public final class DraftsFeature {
    private final Drafts drafts;
    private final DraftsApi api;

    /// Builds the feature; nothing runs by itself.
    public DraftsFeature(
            Database database,
            UserLog log,
            ChatsFeature chats,
            Bodies bodies,
            RateLimiter limiter,
            InstantSource clock) {
        drafts = new Drafts(database, log, chats.access(), bodies, clock);
        api = new DraftsApi(drafts, limiter);
    }

    /// Routes of drafts.
    public List<Route> routes() {
        return api.routes();
    }

    /// The command of drafts.
    public List<Command> commands() {
        return api.commands();
    }

    /// The drafts themselves: sending one empties it.
    public Drafts drafts() {
        return drafts;
    }
}
