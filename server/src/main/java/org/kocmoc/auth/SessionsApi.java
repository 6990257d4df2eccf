package org.kocmoc.auth;

import java.util.List;
import java.util.Map;
import org.kocmoc.base.CommonError;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;

/// Routes of one's own sessions.
final class SessionsApi {
    private final Sessions sessions;
    private final FileCookies cookies;

    SessionsApi(Sessions sessions, FileCookies cookies) {
        this.sessions = sessions;
        this.cookies = cookies;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/account/sessions",
                        Access.USER,
                        "Lists where the caller is signed in.",
                        this::list),
                Route.delete(
                        "/api/account/sessions/:id",
                        Access.USER,
                        "Signs one of the caller's sessions out.",
                        this::end),
                Route.delete(
                        "/api/account/sessions",
                        Access.USER,
                        "Signs the caller out everywhere else and gives a fresh token.",
                        this::restart));
    }

    private Response list(Request request) {
        return Response.ok(Map.of("sessions", sessions.list(request.caller())));
    }

    private Response end(Request request) {
        sessions.end(request.caller().user(), request.id("id", AuthError.SESSION_NOT_FOUND));
        return Response.message("Сессия завершена");
    }

    private Response restart(Request request) {
        Client client = Client.of(request, request.body(CommonError.BAD_REQUEST));
        String token = sessions.restart(request.caller().user(), client);
        return cookies.give(
                request,
                Response.ok(Map.of("message", "Остальные сессии завершены", "token", token)),
                token);
    }
}
