package org.kocmoc.oversight;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.admin.AuditLog;
import org.kocmoc.auth.Accounts;
import org.kocmoc.auth.Sessions;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;

/// Routes by which administrators look through accounts and change what these may do.
final class AccountsApi {
    private static final int DEFAULT_PAGE = 50;

    private final Database database;
    private final Accounts accounts;
    private final Sessions sessions;
    private final AuditLog audit;

    AccountsApi(Database database, Accounts accounts, Sessions sessions, AuditLog audit) {
        this.database = database;
        this.accounts = accounts;
        this.sessions = sessions;
        this.audit = audit;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/admin/accounts",
                        Access.ADMIN,
                        "Lists accounts in pages, newest first.",
                        this::list),
                Route.get(
                        "/api/admin/accounts/:id",
                        Access.ADMIN,
                        "Shows an account to administrators.",
                        this::show),
                Route.put(
                        "/api/admin/accounts/:id/role",
                        Access.ADMIN,
                        "Makes an account an administrator of the server, or no longer.",
                        this::setRole),
                Route.get(
                        "/api/admin/accounts/:id/sessions",
                        Access.ADMIN,
                        "Lists where an account is signed in.",
                        this::listSessions),
                Route.delete(
                        "/api/admin/accounts/:id/sessions",
                        Access.ADMIN,
                        "Signs an account out everywhere.",
                        this::signOut));
    }

    private Response list(Request request) {
        String query = request.query("q").orElse("").strip();
        if (query.length() > Size.SEARCH_QUERY_CHARS.value()) {
            throw new ApiException(OversightError.ACCOUNTS_QUERY);
        }
        long before = request.query("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) request.query("limit", DEFAULT_PAGE, 1, Size.PAGE_ROWS.value());
        AccountsStore.Filter filter = filter(request.query("filter").orElse("all"));
        List<AccountRow> rows =
                database.read(handle -> AccountsStore.list(handle, query, filter, before, limit));
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("accounts", rows);
        body.put("next", rows.size() < limit ? null : rows.getLast().id());
        return Response.ok(body);
    }

    private static AccountsStore.Filter filter(String name) {
        for (AccountsStore.Filter filter : AccountsStore.Filter.values()) {
            if (filter.name().toLowerCase(Locale.ROOT).equals(name)) {
                return filter;
            }
        }
        throw new ApiException(OversightError.ACCOUNTS_QUERY);
    }

    private Response show(Request request) {
        return Response.ok(Map.of("account", find(target(request))));
    }

    private AccountRow find(UserId user) {
        return database.read(handle -> AccountsStore.find(handle, user))
                .orElseThrow(() -> new ApiException(OversightError.TARGET_NOT_FOUND));
    }

    private Response setRole(Request request) {
        UserId user = target(request);
        @Nullable Boolean admin = request.body(OversightError.ROLE_INVALID).bool("admin");
        if (admin == null) {
            throw new ApiException(OversightError.ROLE_INVALID);
        }
        if (!admin && user.equals(request.caller().user())) {
            throw new ApiException(OversightError.CANNOT_DEMOTE_SELF);
        }
        find(user);
        audit.record(
                request.caller().user(), admin ? "user.promote" : "user.demote", user.toString());
        accounts.setAdmin(user, admin);
        return Response.ok(Map.of("account", find(user)));
    }

    private Response listSessions(Request request) {
        UserId user = target(request);
        find(user);
        audit.record(request.caller().user(), "user.sessions", user.toString());
        return Response.ok(
                Map.of("sessions", database.read(handle -> AccountsStore.sessions(handle, user))));
    }

    private Response signOut(Request request) {
        UserId user = target(request);
        find(user);
        audit.record(request.caller().user(), "user.sign_out", user.toString());
        sessions.revokeAll(user);
        return Response.message("Все сеансы завершены");
    }

    private static UserId target(Request request) {
        return new UserId(request.id("id", OversightError.TARGET_NOT_FOUND));
    }
}
