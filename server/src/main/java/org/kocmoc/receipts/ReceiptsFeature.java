package org.kocmoc.receipts;

import java.util.List;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;

/// Assembles receipts.
public final class ReceiptsFeature {
    private final List<Route> routes;

    /// Builds the feature; nothing runs by itself.
    public ReceiptsFeature(Database database, ChatAccess access) {
        routes = new ReceiptsApi(database, access).routes();
    }

    /// Routes of receipts.
    public List<Route> routes() {
        return routes;
    }
}
