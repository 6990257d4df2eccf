package org.kocmoc.account;

import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.auth.Account;
import org.kocmoc.auth.AccountStore;
import org.kocmoc.auth.AuthError;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Rate;

/// Makes sure that it is the owner who changes what matters, and not somebody at an unattended
/// screen or with a stolen token. Any thread; blocks.
final class Owner {
    private final AccountParts parts;

    Owner(AccountParts parts) {
        this.parts = parts;
    }

    /// The account whose password this is.
    ///
    /// @throws ApiException 403 if it is another one
    Account require(UserId user, String password) {
        limitTries(user);
        Account account =
                parts.database()
                        .read(handle -> AccountStore.find(handle, user))
                        .orElseThrow(() -> new ApiException(AuthError.ACCOUNT_GONE));
        if (!parts.passwords().matches(password, account.password())) {
            throw new ApiException(AccountError.PASSWORD_WRONG);
        }
        return account;
    }

    /// As [#require], also with the second factor where it is enabled.
    ///
    /// @throws ApiException 403 if either is missing or wrong
    Account require(UserId user, String password, Optional<String> code) {
        Account account = require(user, password);
        parts.database()
                .execute(
                        handle -> {
                            lockUnchanged(handle, account);
                            requireSecondFactor(handle, user, code);
                        });
        return account;
    }

    private void requireSecondFactor(Handle handle, UserId user, Optional<String> code) {
        if (!parts.secondFactor().isEnabled(handle, user)) {
            return;
        }
        if (!parts.secondFactor()
                .accepts(
                        handle,
                        user,
                        code.orElseThrow(
                                () -> new ApiException(AccountError.SECOND_FACTOR_MISSING)))) {
            throw new ApiException(AccountError.SECOND_FACTOR_WRONG);
        }
    }

    /// Bounds how often a password or code of the user can be tried.
    void limitTries(UserId user) {
        parts.limiter().take(Rate.OWNER_TRIES_PER_USER, user.toString());
    }

    /// The account, locked until the transaction ends.
    Account lock(Handle handle, UserId user) {
        return AccountStore.lock(handle, user)
                .orElseThrow(() -> new ApiException(AuthError.ACCOUNT_GONE));
    }

    /// The account as it was when its password was checked, locked until the transaction ends.
    ///
    /// @throws ApiException 403 if it was banned or got another password meanwhile
    Account lockUnchanged(Handle handle, Account seen) {
        return AccountStore.lock(handle, seen.id())
                .filter(account -> !account.banned())
                .filter(
                        account ->
                                Objects.equals(account.tokensValidFrom(), seen.tokensValidFrom()))
                .orElseThrow(() -> new ApiException(AccountError.PASSWORD_WRONG));
    }
}
