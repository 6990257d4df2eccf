package org.kocmoc.admin;

import java.util.List;
import java.util.Optional;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Secret;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;

/// The operator's switch, opened by a token of its own: it must work when nobody can sign in.
final class MaintenanceApi {
    private final MaintenanceFlag flag;
    private final Optional<Secret> token;
    private final RateLimiter limiter;

    MaintenanceApi(MaintenanceFlag flag, Optional<Secret> token, RateLimiter limiter) {
        this.flag = flag;
        this.token = token;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        "/admin/toggle-maintenance",
                        Access.PUBLIC,
                        "Switches maintenance on or off.",
                        this::toggle));
    }

    private Response toggle(Request request) {
        limiter.take(Rate.ADMIN_TOKEN_PER_ADDRESS, request.remoteAddress());
        // The query is for scripts of the replaced server; the header wins.
        String given =
                request.header("x-admin-token")
                        .filter(text -> !text.isEmpty())
                        .or(() -> request.query("admin_token"))
                        .orElse("");
        if (token.isEmpty() || !Bytes.equal(token.get().reveal(), given)) {
            throw new ApiException(AdminError.OPERATOR_TOKEN_WRONG);
        }
        return Response.message(flag.toggle() ? "maintenance_enabled" : "maintenance_disabled");
    }
}
