package org.kocmoc.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Routes of signing in and out.
final class AuthApi {
    private final Database database;
    private final SignIn signIn;
    private final Sessions sessions;
    private final Authenticator authenticator;
    private final FileCookies cookies;

    AuthApi(
            Database database,
            SignIn signIn,
            Sessions sessions,
            Authenticator authenticator,
            FileCookies cookies) {
        this.database = database;
        this.signIn = signIn;
        this.sessions = sessions;
        this.authenticator = authenticator;
        this.cookies = cookies;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/auth/login", Access.PUBLIC, "Signs in.", this::login),
                Route.post("/api/auth/logout", Access.PUBLIC, "Signs out.", this::logout),
                Route.get(
                        "/api/auth/verify",
                        Access.PUBLIC,
                        "Tells whose token is sent.",
                        this::verify),
                Route.get(
                        "/api/auth/accounts/:deviceId",
                        Access.USER,
                        "Lists the accounts that are signed in on the caller's device.",
                        this::accounts));
    }

    private Response login(Request request) {
        Fields fields = request.body(AuthError.CREDENTIALS_MISSING);
        SignIn.SignedIn signedIn =
                signIn.signIn(
                        new SignIn.Attempt(
                                new EmailAddress(required(fields, "email")),
                                required(fields, "password"),
                                fields.textOrNumber("totp"),
                                Client.of(request, fields),
                                request.remoteAddress()));
        return cookies.give(request, signedIn(signedIn, "Вход выполнен успешно"), signedIn.token());
    }

    private static String required(Fields fields, String name) {
        return fields.filled(name)
                .filter(text -> text.length() <= Size.PASSWORD_CHARS.value())
                .orElseThrow(() -> new ApiException(AuthError.CREDENTIALS_MISSING));
    }

    private static Response signedIn(SignIn.SignedIn signedIn, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("user", AccountView.of(signedIn.account()));
        body.put("token", signedIn.token());
        body.put("message", message);
        return Response.ok(body);
    }

    private Response logout(Request request) {
        Authenticator.token(request).ifPresent(sessions::end);
        return cookies.take(request, Response.message("Выход выполнен"));
    }

    private Response verify(Request request) {
        String token =
                Authenticator.token(request)
                        .orElseThrow(() -> new ApiException(AuthError.TOKEN_MISSING));
        UserId user = identify(token);
        Account account =
                database.read(handle -> AccountStore.find(handle, user))
                        .orElseThrow(() -> new ApiException(AuthError.ACCOUNT_GONE));
        return cookies.give(request, Response.ok(Map.of("user", AccountView.of(account))), token);
    }

    /// The one route that does not tell why a token is not good.
    private UserId identify(String token) {
        try {
            return authenticator.identify(token).user();
        } catch (ApiException e) {
            if (e.code() == AuthError.ACCOUNT_GONE || e.code() == AuthError.ACCOUNT_BANNED) {
                throw e;
            }
            throw new ApiException(AuthError.TOKEN_INVALID);
        }
    }

    private Response accounts(Request request) {
        String device = request.path("deviceId");
        UserId caller = request.caller().user();
        return Response.ok(
                Map.of(
                        "accounts",
                        database.read(handle -> SessionStore.accountsOf(handle, device, caller))));
    }
}
