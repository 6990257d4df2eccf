package org.kocmoc.account;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.auth.Account;
import org.kocmoc.auth.AccountStore;
import org.kocmoc.auth.Client;
import org.kocmoc.auth.Sessions;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.CodeCheck;
import org.kocmoc.credentials.CodePurpose;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.limits.Guess;
import org.kocmoc.limits.Rate;

/// New passwords, by the old one or by a mailed code. Either ends every session of the account. Any
/// thread; blocks.
final class PasswordChanges {
    private final AccountParts parts;
    private final Owner owner;
    private final Sessions sessions;

    PasswordChanges(AccountParts parts, Owner owner, Sessions sessions) {
        this.parts = parts;
        this.owner = owner;
        this.sessions = sessions;
    }

    /// Changes the password.
    ///
    /// @return a token for the caller, whose old one has ended like all others
    String change(UserId user, String current, String wanted, Client client) {
        Application.requirePassword(wanted);
        Account seen = owner.require(user, current);
        if (wanted.equals(current)) {
            throw new ApiException(AccountError.PASSWORD_UNCHANGED);
        }
        String hash = parts.passwords().hash(wanted);
        return parts.database()
                .write(
                        handle -> {
                            owner.lockUnchanged(handle, seen);
                            set(handle, user, hash);
                            return sessions.begin(handle, user, client);
                        });
    }

    /// Mails a code for a new password; whether the account exists stays unsaid.
    void forgot(EmailAddress email, String address) {
        parts.limiter().take(Rate.MAIL_PER_ADDRESS, address);
        parts.limiter().take(Rate.MAIL_PER_ACCOUNT, "forgot/" + email.key());
        parts.database()
                .execute(
                        handle ->
                                AccountStore.find(handle, email)
                                        .flatMap(found -> AccountStore.lock(handle, found.id()))
                                        .filter(account -> !account.banned())
                                        .ifPresent(account -> sendCode(handle, account)));
    }

    private void sendCode(Handle handle, Account account) {
        parts.codeMails()
                .send(handle, account.id(), CodePurpose.RESET, account.email(), account.locale());
    }

    /// Sets the password by a mailed code, which also confirms the address.
    void reset(EmailAddress email, String code, String wanted, String address) {
        Application.requirePassword(wanted);
        try (Guess guess = new Guess(parts.limiter())) {
            guess.count(Rate.CODE_TRIES_PER_ADDRESS, address);
            Optional<Account> account =
                    parts.database().read(handle -> AccountStore.find(handle, email));
            String hash = parts.passwords().hash(wanted);
            CodeCheck check =
                    account.isEmpty()
                            ? new CodeCheck.Wrong()
                            : parts.database()
                                    .write(handle -> reset(handle, account.get().id(), code, hash));
            if (!(check instanceof CodeCheck.Accepted)) {
                guess.wasWrong();
                throw AccountError.refusal(check);
            }
        }
    }

    private CodeCheck reset(Handle handle, UserId user, String code, String hash) {
        if (AccountStore.lock(handle, user).isEmpty()) {
            return new CodeCheck.Wrong();
        }
        CodeCheck check = parts.codes().check(handle, user, CodePurpose.RESET, code);
        if (check instanceof CodeCheck.Accepted) {
            AccountStore.confirm(handle, user, parts.clock().instant());
            set(handle, user, hash);
        }
        return check;
    }

    private void set(Handle handle, UserId user, String hash) {
        AccountStore.setPassword(handle, user, hash);
        parts.codes().expireAll(handle, user, CodePurpose.RESET);
        sessions.revokeAll(handle, user);
    }
}
