package org.kocmoc.account;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.auth.Account;
import org.kocmoc.auth.AccountStore;
import org.kocmoc.auth.AuthError;
import org.kocmoc.auth.Client;
import org.kocmoc.auth.Sessions;
import org.kocmoc.auth.SignIn;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.CodeCheck;
import org.kocmoc.credentials.CodePurpose;
import org.kocmoc.limits.Guess;
import org.kocmoc.limits.Rate;

/// Confirms the address of a new account, which signs it in. Any thread; blocks.
final class Confirmation {
    private sealed interface Outcome {
        record Confirmed(SignIn.SignedIn signedIn) implements Outcome {}

        record Refused(CodeCheck check) implements Outcome {}
    }

    private final AccountParts parts;
    private final Sessions sessions;

    Confirmation(AccountParts parts, Sessions sessions) {
        this.parts = parts;
        this.sessions = sessions;
    }

    /// Tries a code. An account that is confirmed cannot be signed in by a code again.
    SignIn.SignedIn confirm(UserId user, String code, Client client, String address) {
        try (Guess guess = new Guess(parts.limiter())) {
            guess.count(Rate.CODE_TRIES_PER_ADDRESS, address);
            // A wrong try is refused only after the transaction, which counts it.
            Outcome outcome = parts.database().write(handle -> attempt(handle, user, code, client));
            if (outcome instanceof Outcome.Confirmed(SignIn.SignedIn signedIn)) {
                return signedIn;
            }
            guess.wasWrong();
            throw AccountError.refusal(((Outcome.Refused) outcome).check());
        }
    }

    private Outcome attempt(Handle handle, UserId user, String code, Client client) {
        Optional<Account> found = AccountStore.lock(handle, user);
        if (found.isEmpty()) {
            return new Outcome.Refused(new CodeCheck.Wrong());
        }
        Account account = found.get();
        CodeCheck check = parts.codes().check(handle, user, CodePurpose.REGISTER, code);
        if (!(check instanceof CodeCheck.Accepted)) {
            return new Outcome.Refused(check);
        }
        if (account.isConfirmed()) {
            return new Outcome.Refused(new CodeCheck.Used());
        }
        if (account.banned()) {
            throw new ApiException(AuthError.ACCOUNT_BANNED);
        }
        AccountStore.confirm(handle, user, parts.clock().instant());
        return new Outcome.Confirmed(
                new SignIn.SignedIn(account, sessions.begin(handle, user, client)));
    }
}
