package org.kocmoc.invites;

import java.time.InstantSource;
import java.util.List;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.log.ChatLog;

/// Assembles invite links.
public final class InvitesFeature {
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    public InvitesFeature(
            Database database, ChatLog chatLog, ChatsFeature chats, InstantSource clock) {
        Invites invites = new Invites(database, chatLog, chats.access(), chats.groups(), clock);
        routes = new InvitesApi(invites, clock).routes();
    }

    /// Routes of invite links.
    public List<Route> routes() {
        return routes;
    }
}
