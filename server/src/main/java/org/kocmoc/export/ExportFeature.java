package org.kocmoc.export;

import java.util.List;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.files.Files;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.messages.MessageAdministration;

/// Assembles the feature: one route.
public final class ExportFeature {
    private final Archive archive;
    private final RateLimiter limiter;

    /// Builds the route.
    public ExportFeature(
            Database database, MessageAdministration messages, Files files, RateLimiter limiter) {
        this.archive = new Archive(database, messages, files);
        this.limiter = limiter;
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/account/export",
                        Access.USER,
                        "Everything of the own account as a ZIP of JSON and files.",
                        this::export));
    }

    private Response export(Request request) {
        UserId user = request.caller().user();
        limiter.take(Rate.EXPORT_PER_USER, user.toString());
        return Response.stream("application/zip", out -> archive.write(user, out))
                .with("Content-Disposition", "attachment; filename=\"kocmoc-export.zip\"")
                .with("Cache-Control", "no-store");
    }
}
