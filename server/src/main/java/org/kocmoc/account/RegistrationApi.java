package org.kocmoc.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.auth.AccountStore;
import org.kocmoc.auth.AccountView;
import org.kocmoc.auth.Client;
import org.kocmoc.auth.FileCookies;
import org.kocmoc.auth.SignIn;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Routes of registering.
final class RegistrationApi {
    private final AccountParts parts;
    private final Registration registration;
    private final Confirmation confirmation;
    private final FileCookies cookies;

    RegistrationApi(
            AccountParts parts,
            Registration registration,
            Confirmation confirmation,
            FileCookies cookies) {
        this.parts = parts;
        this.registration = registration;
        this.confirmation = confirmation;
        this.cookies = cookies;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        "/api/auth/register",
                        Access.PUBLIC,
                        "Makes an account and mails a code to its address.",
                        this::register),
                Route.post(
                        "/api/auth/verify-email",
                        Access.PUBLIC,
                        "Confirms a new account by the mailed code and signs it in.",
                        this::verify),
                Route.post(
                        "/api/auth/resend-code",
                        Access.PUBLIC,
                        "Mails another code to an account that is not confirmed.",
                        this::resend));
    }

    private Response register(Request request) {
        Application application = Application.of(request);
        UserId user = registration.register(application);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("userId", user);
        body.put("email", application.email().spelling());
        body.put("message", "Регистрация успешна. Мы отправили код подтверждения на вашу почту.");
        return Response.json(201, body);
    }

    private Response verify(Request request) {
        Fields fields = request.body(AccountError.CODE_MISSING);
        Optional<UserId> user = user(fields);
        String code = fields.textOrNumber("code").orElseThrow(RegistrationApi::codeMissing);
        SignIn.SignedIn signedIn =
                confirmation.confirm(
                        user.orElseThrow(() -> new ApiException(AccountError.CODE_WRONG)),
                        code,
                        Client.of(request, fields),
                        request.remoteAddress());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("user", AccountView.of(signedIn.account()));
        body.put("token", signedIn.token());
        body.put("message", "Email успешно подтверждён");
        return cookies.give(request, Response.ok(body), signedIn.token());
    }

    /// Named by id or, for whoever has lost it, by address; empty if no such account exists.
    private Optional<UserId> user(Fields fields) {
        if (Boolean.TRUE.equals(fields.truthy("userId"))) {
            return Optional.of(new UserId(fields.integer("userId").orElseThrow()));
        }
        EmailAddress email =
                fields.filled("email")
                        .map(EmailAddress::new)
                        .orElseThrow(RegistrationApi::codeMissing);
        return parts.database()
                .read(handle -> AccountStore.find(handle, email))
                .map(account -> account.id());
    }

    private static ApiException codeMissing() {
        return new ApiException(AccountError.CODE_MISSING);
    }

    private Response resend(Request request) {
        String email =
                request.body(AccountError.EMAIL_MISSING)
                        .filled("email")
                        .filter(text -> text.length() <= Size.EMAIL_CHARS.value())
                        .orElseThrow(() -> new ApiException(AccountError.EMAIL_MISSING));
        registration.resend(new EmailAddress(email), request.remoteAddress());
        return Response.message("Новый код отправлен на вашу почту.");
    }
}
