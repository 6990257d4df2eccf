package org.kocmoc.account;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.auth.Account;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.SecondFactor;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.wire.Fields;

/// Routes of the second factor. Every change needs the password; once the factor is enabled, a code
/// as well.
final class SecondFactorApi {
    private final AccountParts parts;
    private final Owner owner;

    SecondFactorApi(AccountParts parts, Owner owner) {
        this.parts = parts;
        this.owner = owner;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/account/totp",
                        Access.USER,
                        "Tells whether the second factor is enabled.",
                        this::state),
                Route.post(
                        "/api/account/totp",
                        Access.USER,
                        "Makes a secret for an authenticator app.",
                        this::begin),
                Route.post(
                        "/api/account/totp/confirm",
                        Access.USER,
                        "Enables the second factor by a first code.",
                        this::confirm),
                Route.post(
                        "/api/account/totp/recovery-codes",
                        Access.USER,
                        "Replaces the recovery codes.",
                        this::renew),
                Route.delete(
                        "/api/account/totp",
                        Access.USER,
                        "Disables the second factor.",
                        this::disable));
    }

    private Response state(Request request) {
        UserId user = request.caller().user();
        return parts.database()
                .read(
                        handle -> {
                            Map<String, Object> body = new LinkedHashMap<>();
                            body.put("enabled", parts.secondFactor().isEnabled(handle, user));
                            body.put(
                                    "recovery_codes_left",
                                    parts.secondFactor().recoveryCodesLeft(handle, user));
                            return Response.ok(body);
                        });
    }

    private Response begin(Request request) {
        Account account = authenticated(request);
        SecondFactor.Enrolment enrolment =
                parts.database()
                        .write(
                                handle -> {
                                    owner.lockUnchanged(handle, account);
                                    return parts.secondFactor()
                                            .begin(handle, account.id(), account.email());
                                })
                        .orElseThrow(() -> new ApiException(AccountError.TOTP_ENABLED));
        return Response.ok(Map.of("secret", enrolment.secret(), "uri", enrolment.uri().toString()));
    }

    private Response confirm(Request request) {
        UserId user = request.caller().user();
        String code =
                request.body(AccountError.CODE_MISSING)
                        .textOrNumber("code")
                        .orElseThrow(() -> new ApiException(AccountError.CODE_MISSING));
        owner.limitTries(user);
        List<String> codes =
                parts.database()
                        .write(
                                handle -> {
                                    owner.lock(handle, user);
                                    return parts.secondFactor().confirm(handle, user, code);
                                })
                        .orElseThrow(() -> new ApiException(AccountError.CODE_WRONG));
        return Response.ok(Map.of("recovery_codes", codes));
    }

    private Response renew(Request request) {
        Account account = authenticated(request);
        List<String> codes =
                parts.database()
                        .write(
                                handle -> {
                                    owner.lockUnchanged(handle, account);
                                    if (!parts.secondFactor().isEnabled(handle, account.id())) {
                                        throw new ApiException(AccountError.TOTP_NOT_ENABLED);
                                    }
                                    return parts.secondFactor()
                                            .renewRecoveryCodes(handle, account.id());
                                });
        return Response.ok(Map.of("recovery_codes", codes));
    }

    private Response disable(Request request) {
        Account account = authenticated(request);
        parts.database()
                .execute(
                        handle -> {
                            owner.lockUnchanged(handle, account);
                            parts.secondFactor().disable(handle, account.id());
                        });
        return Response.message("Двухфакторная аутентификация выключена");
    }

    private Account authenticated(Request request) {
        Fields fields = request.body(AccountError.PASSWORD_MISSING);
        return owner.require(
                request.caller().user(),
                AccountApi.password(fields, "password"),
                fields.textOrNumber("totp"));
    }
}
