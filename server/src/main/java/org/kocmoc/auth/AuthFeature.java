package org.kocmoc.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.kocmoc.base.Secret;
import org.kocmoc.bus.Bus;
import org.kocmoc.credentials.Passwords;
import org.kocmoc.credentials.SecondFactor;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.jobs.Job;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.vault.Vault;

/// Assembles signing in.
public final class AuthFeature {
    /// What it is built from.
    ///
    /// @param maintenance while true only administrators sign in
    public record Parts(
            Database database,
            Bus bus,
            Vault vault,
            Passwords passwords,
            RateLimiter limiter,
            BooleanSupplier maintenance,
            InstantSource clock) {}

    private static final Duration CLEANING_PAUSE = Duration.ofHours(1);

    private final Database database;
    private final Revocations revocations;
    private final Sessions sessions;
    private final Accounts accounts;
    private final Authenticator authenticator;
    private final FileCookies cookies;
    private final AuthApi api;
    private final SessionsApi sessionsApi;

    /// @param jwtSecret signs tokens
    /// @param tokenLife how long a token is good
    public AuthFeature(Secret jwtSecret, Duration tokenLife, Parts parts) {
        database = parts.database();
        revocations = new Revocations(parts.bus());
        Tokens tokens = new Tokens(jwtSecret, parts.clock());
        LegacyTokens legacy = LegacyTokens.read(database);
        sessions = new Sessions(database, tokens, legacy, tokenLife, revocations, parts.clock());
        accounts = new Accounts(database, sessions);
        authenticator = new Authenticator(database, tokens, legacy, revocations, parts.clock());
        cookies = new FileCookies(parts.vault(), authenticator, tokenLife);
        SignIn signIn =
                new SignIn(
                        database,
                        parts.passwords(),
                        new SecondFactor(parts.vault(), parts.clock()),
                        sessions,
                        parts.limiter(),
                        parts.maintenance());
        api = new AuthApi(database, signIn, sessions, authenticator, cookies);
        sessionsApi = new SessionsApi(sessions, cookies);
    }

    /// Signing in and out, and one's own sessions.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(api.routes());
        routes.addAll(sessionsApi.routes());
        return routes;
    }

    /// Cleaning.
    public List<Job> jobs() {
        return List.of(new Job("auth-clean", CLEANING_PAUSE, sessions::clean));
    }

    /// Tells who calls; also the guard of all routes.
    public Authenticator authenticator() {
        return authenticator;
    }

    /// Beginning and ending sessions.
    public Sessions sessions() {
        return sessions;
    }

    /// Announcements that sign-ins have ended.
    public Revocations revocations() {
        return revocations;
    }

    /// Bans.
    public Accounts accounts() {
        return accounts;
    }

    /// Who fetches a file.
    public FileCookies fileCookies() {
        return cookies;
    }

    /// Deleting accounts; built when all features that have to clean up are.
    public Departures departures(List<Departure> hooks) {
        return new Departures(database, sessions, hooks);
    }
}
