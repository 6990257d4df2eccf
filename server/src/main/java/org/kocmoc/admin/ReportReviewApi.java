package org.kocmoc.admin;

import java.util.List;
import java.util.Map;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.reports.ReportsError;

/// Routes by which administrators read and close complaints.
final class ReportReviewApi {
    private final ReportReview reports;

    ReportReviewApi(ReportReview reports) {
        this.reports = reports;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/admin/reports",
                        Access.ADMIN,
                        "Lists reports, newest first.",
                        this::list),
                Route.post(
                        "/api/admin/reports/:id/resolve",
                        Access.ADMIN,
                        "Closes a report.",
                        this::resolve));
    }

    private Response list(Request request) {
        boolean resolved = request.query("resolved").filter("true"::equals).isPresent();
        long before = request.query("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) request.query("limit", 50, 1, Size.PAGE_ROWS.value());
        return Response.ok(
                Map.of("reports", reports.list(request.caller().user(), resolved, before, limit)));
    }

    private Response resolve(Request request) {
        reports.resolve(request.caller().user(), request.id("id", ReportsError.REPORT_NOT_FOUND));
        return Response.message("Жалоба закрыта");
    }
}
