package org.kocmoc.admin;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;

/// Routes by which administrators look after accounts and devices.
final class AdminApi {
    private final Administration administration;
    private final AuditLog audit;

    AdminApi(Administration administration, AuditLog audit) {
        this.administration = administration;
        this.audit = audit;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/users/admin/stats",
                        Access.ADMIN,
                        "Counts accounts, chats, messages and devices.",
                        request -> Response.ok(Map.of("stats", administration.statistics()))),
                Route.get(
                        "/api/users/admin/devices",
                        Access.ADMIN,
                        "Lists devices, newest first.",
                        request -> Response.ok(Map.of("devices", administration.devices()))),
                Route.put(
                        "/api/users/admin/devices/:deviceId/reset",
                        Access.ADMIN,
                        "Lets new accounts register from a device again.",
                        this::resetDevice),
                Route.put(
                        "/api/users/:id/ban",
                        Access.ADMIN,
                        "Signs an account out everywhere and keeps it out.",
                        this::ban),
                Route.put(
                        "/api/users/:id/unban",
                        Access.ADMIN,
                        "Lets a banned account sign in again.",
                        this::unban),
                Route.delete(
                        "/api/users/:id",
                        Access.ADMIN,
                        "Deletes an account; its messages stay without author.",
                        this::delete),
                Route.get(
                        "/api/admin/audit",
                        Access.ADMIN,
                        "Lists what administrators did, newest first.",
                        this::trail));
    }

    private Response resetDevice(Request request) {
        administration.resetDevice(request.caller().user(), request.path("deviceId"));
        return Response.message("Счётчик устройства сброшен");
    }

    private Response ban(Request request) {
        administration.ban(request.caller().user(), target(request));
        return Response.message("Пользователь заблокирован");
    }

    private Response unban(Request request) {
        administration.unban(request.caller().user(), target(request));
        return Response.message("Пользователь разблокирован");
    }

    private Response delete(Request request) {
        administration.delete(request.caller().user(), target(request));
        return Response.message("Пользователь удалён");
    }

    private Response trail(Request request) {
        long before = request.query("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) request.query("limit", 50, 1, Size.PAGE_ROWS.value());
        return Response.ok(Map.of("entries", audit.before(before, limit)));
    }

    private static UserId target(Request request) {
        return new UserId(request.id("id", AdminError.TARGET_NOT_FOUND));
    }
}
