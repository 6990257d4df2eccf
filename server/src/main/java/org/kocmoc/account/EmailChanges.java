package org.kocmoc.account;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.auth.Account;
import org.kocmoc.auth.AccountStore;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.CodeCheck;
import org.kocmoc.credentials.CodePurpose;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.db.SqlState;
import org.kocmoc.limits.Guess;
import org.kocmoc.limits.Rate;

/// New addresses: asked for with the password, confirmed by a code that was mailed to them; the old
/// address is told. Any thread; blocks.
final class EmailChanges {
    private final AccountParts parts;
    private final Owner owner;

    EmailChanges(AccountParts parts, Owner owner) {
        this.parts = parts;
        this.owner = owner;
    }

    /// Mails a code to the address that is to be the account's.
    void request(UserId user, String password, EmailAddress email, String address) {
        if (email.wellFormed().isEmpty()) {
            throw new ApiException(AccountError.EMAIL_MALFORMED);
        }
        Account seen = owner.require(user, password);
        parts.limiter().take(Rate.MAIL_PER_ADDRESS, address);
        parts.limiter().take(Rate.MAIL_PER_ACCOUNT, email.key());
        parts.database()
                .execute(
                        handle -> {
                            owner.lockUnchanged(handle, seen);
                            requireFree(handle, user, email);
                            // A code that went to another address must not confirm this one.
                            parts.codes().expireAll(handle, user, CodePurpose.EMAIL);
                            parts.codeMails()
                                    .send(
                                            handle,
                                            user,
                                            CodePurpose.EMAIL,
                                            email.spelling(),
                                            seen.locale());
                        });
    }

    /// Makes the address that the code was mailed to the account's.
    void confirm(UserId user, String code, String address) {
        try (Guess guess = new Guess(parts.limiter())) {
            guess.count(Rate.CODE_TRIES_PER_ADDRESS, address);
            CodeCheck check = parts.database().write(handle -> confirm(handle, user, code));
            if (!(check instanceof CodeCheck.Accepted)) {
                guess.wasWrong();
                throw AccountError.refusal(check);
            }
        } catch (RuntimeException e) {
            if (SqlState.isUniqueViolation(e)) {
                throw new ApiException(AccountError.EMAIL_TAKEN);
            }
            throw e;
        }
    }

    private CodeCheck confirm(Handle handle, UserId user, String code) {
        Account account = owner.lock(handle, user);
        CodeCheck check = parts.codes().check(handle, user, CodePurpose.EMAIL, code);
        if (check instanceof CodeCheck.Accepted(String accepted)) {
            EmailAddress email = new EmailAddress(accepted);
            requireFree(handle, user, email);
            AccountStore.setEmail(handle, user, email);
            // Whoever reads the old mailbox must not get in by a code that lies there.
            parts.codes().expireAll(handle, user, CodePurpose.RESET);
            parts.codeMails().tellOfNewAddress(handle, account);
        }
        return check;
    }

    private static void requireFree(Handle handle, UserId user, EmailAddress email) {
        Optional<Account> holder = AccountStore.find(handle, email);
        if (holder.filter(account -> !account.id().equals(user)).isPresent()) {
            throw new ApiException(AccountError.EMAIL_TAKEN);
        }
    }
}
