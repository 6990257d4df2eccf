package org.kocmoc.pins;

import java.util.List;
import org.kocmoc.chats.ChatsFeature;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.log.ChatLog;

/// Assembles pins.
public final class PinsFeature {
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    public PinsFeature(Database database, ChatLog chatLog, ChatsFeature chats) {
        routes = new PinsApi(new Pins(database, chatLog, chats.access())).routes();
    }

    /// Routes of pins.
    public List<Route> routes() {
        return routes;
    }
}
