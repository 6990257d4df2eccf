package org.kocmoc.account;

import java.util.List;
import java.util.Map;
import org.kocmoc.auth.Client;
import org.kocmoc.auth.Departures;
import org.kocmoc.auth.FileCookies;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Routes of passwords, addresses and deletion.
final class AccountApi {
    private final PasswordChanges passwords;
    private final EmailChanges emails;
    private final Owner owner;
    private final Departures departures;
    private final FileCookies cookies;

    AccountApi(
            PasswordChanges passwords,
            EmailChanges emails,
            Owner owner,
            Departures departures,
            FileCookies cookies) {
        this.passwords = passwords;
        this.emails = emails;
        this.owner = owner;
        this.departures = departures;
        this.cookies = cookies;
    }

    List<Route> routes() {
        return List.of(
                Route.put(
                        "/api/account/password",
                        Access.USER,
                        "Changes the caller's password, ends all sessions and gives a fresh token.",
                        this::changePassword),
                Route.put(
                        "/api/users/:id/password",
                        Access.USER,
                        "The same, by the path that older documents name.",
                        this::changeOwnPassword),
                Route.post(
                        "/api/auth/password/forgot",
                        Access.PUBLIC,
                        "Mails a code for a new password.",
                        this::forgot),
                Route.post(
                        "/api/auth/password/reset",
                        Access.PUBLIC,
                        "Sets a new password by a mailed code.",
                        this::reset),
                Route.post(
                        "/api/account/email",
                        Access.USER,
                        "Mails a code to the caller's new address.",
                        this::changeEmail),
                Route.post(
                        "/api/account/email/confirm",
                        Access.USER,
                        "Replaces the caller's address by the one that the code went to.",
                        this::confirmEmail),
                Route.delete(
                        "/api/account",
                        Access.USER,
                        "Deletes the caller's account.",
                        this::delete));
    }

    private Response changeOwnPassword(Request request) {
        if (request.id("id", AccountError.NOT_OWN_ACCOUNT) != request.caller().user().value()) {
            throw new ApiException(AccountError.NOT_OWN_ACCOUNT);
        }
        return changePassword(request);
    }

    private Response changePassword(Request request) {
        Fields fields = request.body(AccountError.PASSWORD_MISSING);
        String token =
                passwords.change(
                        request.caller().user(),
                        password(fields, "currentPassword"),
                        password(fields, "newPassword"),
                        Client.of(request, fields));
        return cookies.give(
                request, Response.ok(Map.of("message", "Пароль изменён", "token", token)), token);
    }

    private Response forgot(Request request) {
        passwords.forgot(email(request.body(AccountError.EMAIL_MISSING)), request.remoteAddress());
        return Response.message("Если такой аккаунт есть, мы отправили код на его почту.");
    }

    private Response reset(Request request) {
        Fields fields = request.body(AccountError.CODE_MISSING);
        passwords.reset(
                email(fields),
                code(fields),
                password(fields, "newPassword"),
                request.remoteAddress());
        return Response.message("Пароль изменён");
    }

    private Response changeEmail(Request request) {
        Fields fields = request.body(AccountError.EMAIL_MISSING);
        emails.request(
                request.caller().user(),
                password(fields, "password"),
                email(fields),
                request.remoteAddress());
        return Response.message("Мы отправили код подтверждения на новый адрес.");
    }

    private Response confirmEmail(Request request) {
        emails.confirm(
                request.caller().user(),
                code(request.body(AccountError.CODE_MISSING)),
                request.remoteAddress());
        return Response.message("Email изменён");
    }

    private Response delete(Request request) {
        Fields fields = request.body(AccountError.PASSWORD_MISSING);
        UserId user = request.caller().user();
        owner.require(user, password(fields, "password"), fields.textOrNumber("totp"));
        departures.delete(user);
        return Response.message("Аккаунт удалён");
    }

    private static EmailAddress email(Fields fields) {
        return fields.filled("email")
                .filter(text -> text.length() <= Size.EMAIL_CHARS.value())
                .map(EmailAddress::new)
                .orElseThrow(() -> new ApiException(AccountError.EMAIL_MISSING));
    }

    private static String code(Fields fields) {
        return fields.textOrNumber("code")
                .orElseThrow(() -> new ApiException(AccountError.CODE_MISSING));
    }

    /// A password field.
    static String password(Fields fields, String name) {
        return fields.filled(name)
                .filter(text -> text.length() <= Size.PASSWORD_CHARS.value())
                .orElseThrow(() -> new ApiException(AccountError.PASSWORD_MISSING));
    }
}
