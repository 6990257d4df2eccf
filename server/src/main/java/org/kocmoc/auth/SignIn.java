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
import org.kocmoc.limits.Guess;
import org.kocmoc.limits.Networks;
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

    private static final UserId NOBODY = new UserId(0);

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
        try (Guess guess = new Guess(limiter)) {
            return signIn(attempt, guess);
        }
    }

    private SignedIn signIn(Attempt attempt, Guess guess) {
        Optional<Account> found =
                database.read(handle -> AccountStore.find(handle, attempt.email()));
        limit(attempt, guess, found);
        Account seen = verified(attempt, guess, found);
        requireAllowed(seen);
        Optional<String> upgrade = passwords.upgrade(attempt.password(), seen.password());
        return database.write(
                handle -> {
                    Account account = lockUnchanged(handle, seen);
                    requireSecondFactor(handle, account.id(), attempt.secondFactor(), guess);
                    upgrade.ifPresent(
                            hash -> AccountStore.upgradePassword(handle, account.id(), hash));
                    return new SignedIn(
                            account, sessions.begin(handle, account.id(), attempt.client()));
                });
    }

    /// Whoever guesses must not lock the owner out: the narrow limit is for each network, and the
    /// one for all of them does not hold on a device that the account is signed in on, whose name
    /// nobody else knows. Asked in this order, a refusal tells nothing about the account.
    private void limit(Attempt attempt, Guess guess, Optional<Account> account) {
        String email = attempt.email().key();
        Optional<String> known =
                Optional.ofNullable(attempt.client().deviceId())
                        .filter(device -> isSignedIn(account, device));
        String from =
                known.map(device -> "device " + device)
                        .orElseGet(() -> Networks.of(attempt.address()));
        limiter.take(Rate.SIGN_INS_PER_ACCOUNT_AND_NETWORK, email + " " + from);
        guess.count(Rate.LOGIN_PER_ACCOUNT_AND_NETWORK, email + " " + from);
        if (known.isEmpty()) {
            guess.count(Rate.LOGIN_PER_ADDRESS, attempt.address());
            guess.count(Rate.LOGIN_PER_ACCOUNT, email);
        }
    }

    /// Takes as long for an account that does not exist.
    private boolean isSignedIn(Optional<Account> account, String device) {
        UserId user = account.map(Account::id).orElse(NOBODY);
        return database.read(handle -> SessionStore.isSignedIn(handle, user, device));
    }

    private void requireSecondFactor(
            Handle handle, UserId user, Optional<String> code, Guess guess) {
        if (!secondFactor.isEnabled(handle, user)) {
            return;
        }
        if (!secondFactor.accepts(
                handle, user, code.orElseThrow(() -> new ApiException(AuthError.TOTP_REQUIRED)))) {
            guess.wasWrong();
            throw new ApiException(AuthError.TOTP_WRONG);
        }
    }

    private Account verified(Attempt attempt, Guess guess, Optional<Account> found) {
        boolean matches =
                passwords.matches(attempt.password(), found.map(Account::password).orElse(null));
        if (!matches) {
            guess.wasWrong();
        }
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
