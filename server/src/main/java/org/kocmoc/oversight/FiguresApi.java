package org.kocmoc.oversight;

import java.util.List;
import java.util.Map;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;

/// Routes of the server's figures.
final class FiguresApi {
    private static final int DEFAULT_DAYS = 30;

    private final Days days;
    private final Condition condition;

    FiguresApi(Days days, Condition condition) {
        this.days = days;
        this.condition = condition;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/admin/statistics/daily",
                        Access.ADMIN,
                        "Shows the figures of the last days.",
                        this::daily),
                Route.get(
                        "/api/admin/health",
                        Access.ADMIN,
                        "Shows how the server is doing.",
                        request -> Response.ok(Map.of("health", condition.now()))));
    }

    private Response daily(Request request) {
        int wanted = (int) request.query("days", DEFAULT_DAYS, 1, Size.STATISTICS_DAYS.value());
        return Response.ok(Map.of("days", days.last(wanted)));
    }
}
