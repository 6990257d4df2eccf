package org.kocmoc.admin;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.auth.Accounts;
import org.kocmoc.auth.Departures;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.messages.MessageAdministration;
import org.kocmoc.reports.Reports;
import org.kocmoc.users.Users;

/// Assembly of what administrators may do.
public final class AdminFeature {
    /// What it is built from.
    public record Parts(
            Database database,
            Users users,
            Accounts accounts,
            Departures departures,
            MessageAdministration messages,
            Reports reports,
            InstantSource clock) {}

    private final List<Route> routes = new ArrayList<>();
    private final AuditLog audit;

    /// Builds it.
    public AdminFeature(Parts parts) {
        audit = new AuditLog(parts.database(), parts.clock());
        Administration administration = new Administration(parts, audit);
        routes.addAll(new AdminApi(administration, audit).routes());
        routes.addAll(new PanelApi(administration).routes());
        routes.addAll(new ReportReviewApi(new ReportReview(parts, audit)).routes());
    }

    /// Its part of the route table.
    public List<Route> routes() {
        return routes;
    }

    /// The trail of what administrators do.
    public AuditLog audit() {
        return audit;
    }
}
