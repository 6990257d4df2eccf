package org.kocmoc.account;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.kocmoc.auth.AuthFeature;
import org.kocmoc.credentials.EmailCodes;
import org.kocmoc.credentials.Passwords;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.mail.Outbox;
import org.kocmoc.vault.Vault;

/// Assembles the life of accounts.
public final class AccountFeature {
    /// What it is built from.
    public record Parts(
            Database database,
            Vault vault,
            Outbox outbox,
            Passwords passwords,
            RateLimiter limiter,
            InstantSource clock) {}

    private final RegistrationApi registration;
    private final Administrators administrators;

    /// @param auth begins and ends sessions
    public AccountFeature(AccountSettings settings, AuthFeature auth, Parts given) {
        EmailCodes codes = new EmailCodes(given.vault(), settings.codeLife(), given.clock());
        AccountParts parts =
                new AccountParts(
                        given.database(),
                        given.passwords(),
                        codes,
                        new CodeMails(codes, given.outbox()),
                        given.limiter(),
                        given.clock());
        administrators = new Administrators(parts, auth.sessions());
        Invites invites = new Invites(parts, settings.admission());
        registration =
                new RegistrationApi(
                        parts,
                        new Registration(parts, invites),
                        new Confirmation(parts, auth.sessions()),
                        auth.fileCookies());
    }

    /// Registration and what an owner does with an account.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(registration.routes());
        return routes;
    }

    /// Administrators who are made from outside.
    public Administrators administrators() {
        return administrators;
    }
}
