package org.kocmoc.admin;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.http.Access;
import org.kocmoc.http.Fields;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;

/// Routes of complaints: anybody files them, administrators read and close them.
final class ReportsApi {
    private final Reports reports;
    private final RateLimiter limiter;

    ReportsApi(Reports reports, RateLimiter limiter) {
        this.reports = reports;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        "/api/reports",
                        Access.USER,
                        "Reports a message or a person to the administrators.",
                        this::file),
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

    private Response file(Request request) {
        Fields body = request.body(AdminError.REPORT_INVALID);
        OptionalLong message = body.integer("message_id");
        OptionalLong user = body.integer("user_id");
        String reason = body.text("reason", Size.REPORT_CHARS.value());
        if (message.isPresent() == user.isPresent() || reason == null || reason.isBlank()) {
            throw new ApiException(AdminError.REPORT_INVALID);
        }
        limiter.take(Rate.REPORT_PER_USER, request.caller().user().toString());
        long id = reports.file(request.caller().user(), message, user, reason);
        return Response.json(201, Map.of("id", id, "message", "Жалоба отправлена"));
    }

    private Response list(Request request) {
        boolean resolved = request.query("resolved").filter("true"::equals).isPresent();
        long before = request.query("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) request.query("limit", 50, 1, Size.PAGE_ROWS.value());
        return Response.ok(Map.of("reports", reports.list(resolved, before, limit)));
    }

    private Response resolve(Request request) {
        reports.resolve(request.caller().user(), request.id("id", AdminError.REPORT_NOT_FOUND));
        return Response.message("Жалоба закрыта");
    }
}
