package org.kocmoc.search;

import java.util.List;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.messages.MessageFinder;
import org.kocmoc.terms.TermIndex;
import org.kocmoc.users.Users;

/// Assembles searching.
public final class SearchFeature {
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    public SearchFeature(
            Database database,
            TermIndex index,
            MessageFinder finder,
            ChatAccess access,
            Users users,
            RateLimiter limiter) {
        routes =
                new SearchApi(
                                new Search(database, index, finder),
                                new ChatSearch(index, finder),
                                access,
                                users,
                                limiter)
                        .routes();
    }

    /// Routes of searching.
    public List<Route> routes() {
        return routes;
    }
}
