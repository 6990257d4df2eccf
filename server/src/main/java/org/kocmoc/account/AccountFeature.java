package org.kocmoc.account;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kocmoc.auth.AuthFeature;
import org.kocmoc.auth.Departures;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.EmailCodes;
import org.kocmoc.credentials.Passwords;
import org.kocmoc.credentials.SecondFactor;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
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

    private static final Duration CLEANING_PAUSE = Duration.ofHours(6);

    private final AccountParts parts;
    private final Invites invites;
    private final AuthFeature auth;

    /// @param auth begins and ends sessions
    public AccountFeature(AccountSettings settings, AuthFeature auth, Parts given) {
        EmailCodes codes = new EmailCodes(given.vault(), settings.codeLife(), given.clock());
        this.auth = auth;
        this.parts =
                new AccountParts(
                        given.database(),
                        given.passwords(),
                        new SecondFactor(given.vault(), given.clock()),
                        codes,
                        new CodeMails(codes, given.outbox()),
                        given.limiter(),
                        given.clock());
        this.invites = new Invites(parts, settings.admission());
    }

    /// Registration and what an owner does with an account.
    ///
    /// @param departures deletes accounts
    public List<Route> routes(Departures departures) {
        Owner owner = new Owner(parts);
        List<Route> routes = new ArrayList<>();
        routes.addAll(
                new RegistrationApi(
                                parts,
                                new Registration(parts, invites),
                                new Confirmation(parts, auth.sessions()),
                                auth.fileCookies())
                        .routes());
        routes.addAll(
                new AccountApi(
                                new PasswordChanges(parts, owner, auth.sessions()),
                                new EmailChanges(parts, owner),
                                owner,
                                departures,
                                auth.fileCookies())
                        .routes());
        routes.addAll(new SecondFactorApi(parts, owner).routes());
        routes.addAll(new InviteApi(invites).routes());
        return routes;
    }

    /// Refuses unless the password is that of the account and, where the second factor is on, the
    /// code as well.
    public void requireOwner(UserId user, String password, Optional<String> code) {
        new Owner(parts).require(user, password, code);
    }

    /// Cleaning.
    public List<Job> jobs() {
        return List.of(
                new Job(
                        "account-clean",
                        CLEANING_PAUSE,
                        () -> parts.database().execute(parts.codes()::clean)));
    }

    /// Administrators who are made from outside.
    public Administrators administrators() {
        return new Administrators(parts, auth.sessions());
    }
}
