package org.kocmoc.auth;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.CommonError;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.credentials.Passwords;
import org.kocmoc.credentials.SecondFactor;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;

/// The rules of signing in with a password. Any thread; blocks.
public final class SignIn {
    /// An attempt to sign in.
    ///
    /// @param address where it comes from
    /// @param secondFactor code of an authenticator app or a recovery code
    record Attempt(
            EmailAddress email,
            String password,
            Optional<String> secondFactor,
            Client client,
            String address) {}

    /// Somebody who has just signed in.
    public record SignedIn(Account account, String token) {}

    private final Database database;
    private final Passwords passwords;
    private final SecondFactor secondFactor;
    private final Sessions sessions;
    private final RateLimiter limiter;
    private final BooleanSupplier maintenance;

    SignIn(
            Database database,
            Passwords passwords,
            SecondFactor secondFactor,
            Sessions sessions,
            RateLimiter limiter,
            BooleanSupplier maintenance) {
        this.database = database;
        this.passwords = passwords;
        this.secondFactor = secondFactor;
        this.sessions = sessions;
        this.limiter = limiter;
        this.maintenance = maintenance;
    }

    SignedIn signIn(Attempt attempt) {
        limiter.take(Rate.LOGIN_PER_ADDRESS, attempt.address());
        limiter.take(Rate.LOGIN_PER_ACCOUNT, attempt.email().key());
        Account seen = verified(attempt);
        requireAllowed(seen);
        Optional<String> upgrade = passwords.upgrade(attempt.password(), seen.password());
        return database.write(
                handle -> {
                    Account account = lockUnchanged(handle, seen);
                    requireSecondFactor(handle, account.id(), attempt.secondFactor());
                    upgrade.ifPresent(
                            hash -> AccountStore.upgradePassword(handle, account.id(), hash));
                    return new SignedIn(
                            account, sessions.begin(handle, account.id(), attempt.client()));
                });
    }

    private void requireSecondFactor(Handle handle, UserId user, Optional<String> code) {
        if (!secondFactor.isEnabled(handle, user)) {
            return;
        }
        if (!secondFactor.accepts(
                handle, user, code.orElseThrow(() -> new ApiException(AuthError.TOTP_REQUIRED)))) {
            throw new ApiException(AuthError.TOTP_WRONG);
        }
    }

    private Account verified(Attempt attempt) {
        Optional<Account> found =
                database.read(handle -> AccountStore.find(handle, attempt.email()));
        boolean matches =
                passwords.matches(attempt.password(), found.map(Account::password).orElse(null));
        // During maintenance whoever is not proven to be an administrator learns only that.
        return found.filter(account -> matches)
                .orElseThrow(
                        () ->
                                new ApiException(
                                        maintenance.getAsBoolean()
                                                ? CommonError.MAINTENANCE
                                                : AuthError.CREDENTIALS_WRONG));
    }

    private void requireAllowed(Account account) {
        if (account.banned()) {
            throw new ApiException(AuthError.ACCOUNT_BANNED);
        }
        if (!account.isConfirmed()) {
            throw new ApiException(AuthError.EMAIL_NOT_CONFIRMED);
        }
        if (maintenance.getAsBoolean() && !account.isAdmin()) {
            throw new ApiException(CommonError.MAINTENANCE);
        }
    }

    /// Checking a password takes long enough for the account to be banned or to get another
    /// password, which moves `tokens_valid_from`.
    private static Account lockUnchanged(Handle handle, Account seen) {
        return AccountStore.lock(handle, seen.id())
                .filter(account -> !account.banned())
                .filter(
                        account ->
                                Objects.equals(account.tokensValidFrom(), seen.tokensValidFrom()))
                .orElseThrow(() -> new ApiException(AuthError.CREDENTIALS_WRONG));
    }
}
