package org.kocmoc.account;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Routes of invitations to register.
final class InviteApi {
    private final Invites invites;

    InviteApi(Invites invites) {
        this.invites = invites;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/admin/invites",
                        Access.ADMIN,
                        "Lists the invitations to register.",
                        request -> Response.ok(Map.of("invites", invites.list()))),
                Route.post(
                        "/api/admin/invites",
                        Access.ADMIN,
                        "Makes an invitation; its code is shown only in this answer.",
                        this::make),
                Route.delete(
                        "/api/admin/invites/:id",
                        Access.ADMIN,
                        "Takes an invitation back.",
                        this::delete));
    }

    private Response make(Request request) {
        Fields fields = request.body(AccountError.REGISTRATION_INVITE_MALFORMED);
        long uses = within(fields.integer("maxUses"), Size.REGISTRATION_INVITE_USES).orElse(1);
        OptionalLong days = within(fields.integer("expiresInDays"), Size.REGISTRATION_INVITE_DAYS);
        Invites.Made made =
                invites.make(
                        request.caller().user(),
                        (int) uses,
                        days.isPresent()
                                ? Optional.of(Duration.ofDays(days.getAsLong()))
                                : Optional.empty());
        return Response.json(201, made);
    }

    private static OptionalLong within(OptionalLong number, Size limit) {
        if (number.isPresent() && (number.getAsLong() < 1 || number.getAsLong() > limit.value())) {
            throw new ApiException(AccountError.REGISTRATION_INVITE_MALFORMED);
        }
        return number;
    }

    private Response delete(Request request) {
        invites.delete(request.id("id", AccountError.REGISTRATION_INVITE_NOT_FOUND));
        return Response.message("Приглашение отозвано");
    }
}
