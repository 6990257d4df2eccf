package org.kocmoc.access;

import static org.kocmoc.access.Row.row;

import java.util.List;
import java.util.Map;

/// Signing in, one's own account, other people.
final class AccountRows {
    private static final Map<String, Object> WRONG = Map.of("password", "wrong password");

    private AccountRows() {}

    static List<Row> rows() {
        return List.of(
                row("POST /api/auth/register").with(World::newAccount).everybody(),
                row("POST /api/auth/verify-email")
                        .with(w -> Map.of("userId", w.owner(), "code", "000000"))
                        .gets("400 code_wrong"),
                row("POST /api/auth/resend-code")
                        .with(w -> Map.of("email", "nobody@kocmoc.test"))
                        .everybody(),
                row("POST /api/auth/login")
                        .with(
                                w ->
                                        Map.of(
                                                "email",
                                                w.cast().person(Role.OWNER).email(),
                                                "password",
                                                "wrong password"))
                        .gets("401 credentials_wrong"),
                row("POST /api/auth/login")
                        .when("with the own password")
                        .with(w -> Map.of("email", w.me().email(), "password", w.me().password()))
                        .everybody()
                        .gets("403 account_banned", Role.BANNED),
                row("POST /api/auth/logout").everybody().endsSessions(),
                row("GET /api/auth/verify").signedIn().gets("401 token_missing", Role.ANONYMOUS),
                row("GET /api/auth/accounts/{}").at(World::deviceId).signedIn(),
                row("POST /api/auth/password/forgot")
                        .with(w -> Map.of("email", "nobody@kocmoc.test"))
                        .everybody(),
                row("POST /api/auth/password/reset")
                        .with(
                                w ->
                                        Map.of(
                                                "email",
                                                w.cast().person(Role.OWNER).email(),
                                                "code",
                                                "000000",
                                                "newPassword",
                                                "another password"))
                        .gets("400 code_wrong"),
                row("PUT /api/account/password")
                        .with(
                                w ->
                                        Map.of(
                                                "currentPassword",
                                                "wrong password",
                                                "newPassword",
                                                "another password"))
                        .signedIn("403 password_wrong"),
                row("PUT /api/users/{}/password")
                        .at(World::owner)
                        .with(
                                w ->
                                        Map.of(
                                                "currentPassword",
                                                "wrong password",
                                                "newPassword",
                                                "another password"))
                        .signedIn("403 not_own_account")
                        .gets("403 password_wrong", Role.OWNER),
                row("POST /api/account/email")
                        .with(w -> Map.of("password", "wrong password", "email", "new@kocmoc.test"))
                        .signedIn("403 password_wrong"),
                row("POST /api/account/email/confirm")
                        .with(w -> Map.of("code", "000000"))
                        .signedIn("400 code_wrong"),
                row("DELETE /api/account").with(w -> WRONG).signedIn("403 password_wrong"),
                row("GET /api/account/sessions").signedIn(),
                row("DELETE /api/account/sessions").with(w -> Map.of()).signedIn().endsSessions(),
                row("DELETE /api/account/sessions/{}")
                        .at(World::session)
                        .only("404 session_not_found", Role.OWNER)
                        .endsSessions(),
                row("GET /api/account/totp").signedIn(),
                row("POST /api/account/totp").with(w -> WRONG).signedIn("403 password_wrong"),
                row("DELETE /api/account/totp").with(w -> WRONG).signedIn("403 password_wrong"),
                row("POST /api/account/totp/confirm")
                        .with(w -> Map.of("code", "000000"))
                        .signedIn("400 code_wrong"),
                row("POST /api/account/totp/recovery-codes")
                        .with(w -> WRONG)
                        .signedIn("403 password_wrong"),
                row("GET /api/account/export").signedIn(),
                row("GET /api/account/settings").signedIn(),
                row("PATCH /api/account/settings").with(w -> Map.of("theme", "dark")).signedIn(),
                row("GET /api/account/privacy").signedIn(),
                row("PUT /api/account/privacy").with(w -> Map.of("locale", "ru")).signedIn(),
                row("GET /api/push/key").signedIn(),
                row("POST /api/push/subscriptions")
                        .with(
                                w ->
                                        Map.of(
                                                "endpoint",
                                                "https://localhost/x",
                                                "keys",
                                                Map.of(
                                                        "p256dh",
                                                        "A".repeat(87),
                                                        "auth",
                                                        "A".repeat(22))))
                        .signedIn("400 push_service_refused"),
                row("DELETE /api/push/subscriptions")
                        .with(w -> Map.of("endpoint", "https://push.example.org/x"))
                        .signedIn(),
                row("GET /api/push/log").signedIn(),
                row("POST /api/push/test").signedIn("409 not_subscribed"),
                row("GET /api/users").signedIn(),
                row("GET /api/users/{}").at(World::owner).signedIn(),
                row("PUT /api/users/{}")
                        .at(World::owner)
                        .with(w -> Map.of("bio", "new"))
                        .only("403 profile_not_yours", Role.OWNER, Role.ADMIN),
                row("GET /api/users/search/{}").at(w -> "OWNER").signedIn(),
                row("GET /api/contacts").signedIn(),
                row("POST /api/contacts/add")
                        .with(w -> Map.of("contactId", w.of(Role.MEMBER)))
                        .signedIn()
                        .gets("400 contact_is_self", Role.MEMBER),
                row("POST /api/contacts/add")
                        .when("the owner")
                        .with(w -> Map.of("contactId", w.owner()))
                        .signedIn()
                        .gets("400 contact_is_self", Role.OWNER)
                        .gets("403 contact_refused", Role.BLOCKED),
                row("POST /api/contacts/remove")
                        .with(w -> Map.of("contactId", w.of(Role.FORMER)))
                        .signedIn(),
                row("GET /api/blocks").signedIn(),
                row("POST /api/blocks/{}")
                        .at(w -> w.of(Role.FORMER))
                        .signedIn()
                        .gets("400 block_is_self", Role.FORMER),
                row("DELETE /api/blocks/{}").at(w -> w.of(Role.FORMER)).signedIn(),
                row("POST /api/reports")
                        .with(w -> Map.of("messageId", w.message(), "reason", "spam"))
                        .only("404 reported_message_unknown", Role.MEMBER)
                        .gets("400 report_is_self", Role.OWNER),
                row("POST /api/reports")
                        .when("a person")
                        .with(w -> Map.of("userId", w.owner(), "reason", "spam"))
                        .signedIn()
                        .gets("400 report_is_self", Role.OWNER));
    }
}
