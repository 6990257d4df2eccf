package org.kocmoc.users;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.UserLog;
import org.kocmoc.presence.SightChanges;

/// Assembles profiles, contacts and blocks.
public final class UsersFeature {
    private final Users users;
    private final Relations relations;
    private final List<Route> routes = new ArrayList<>();

    /// Builds the feature; nothing runs by itself.
    ///
    /// @param sight told when something about who may see somebody has changed
    public UsersFeature(Database database, UserLog log, RateLimiter limiter, SightChanges sight) {
        users = new Users(database, log, sight);
        relations = new Relations(database);
        Contacts contacts = new Contacts(database, log, users, relations, sight);
        Blocks blocks = new Blocks(database, log, users, sight);
        routes.addAll(new UsersApi(users, limiter).routes());
        routes.addAll(new ContactsApi(contacts, blocks).routes());
    }

    /// Routes of profiles, contacts, blocks and privacy.
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /// Profiles of people.
    public Users users() {
        return users;
    }

    /// What stands between two people.
    public Relations relations() {
        return relations;
    }
}
