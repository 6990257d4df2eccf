package org.kocmoc.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.auth.Account;
import org.kocmoc.auth.AccountStore;
import org.kocmoc.auth.Sessions;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Secret;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.EmailAddress;

/// Administrators who are made from outside of the running service: at the first start and on the
/// command line. Any thread; blocks.
public final class Administrators {
    private static final String NAME = "Администратор";
    private static final int PASSWORD_BYTES = 15;

    private final AccountParts parts;
    private final Sessions sessions;

    Administrators(AccountParts parts, Sessions sessions) {
        this.parts = parts;
        this.sessions = sessions;
    }

    /// Makes the first administrator of a server that has none, and gives the configured password
    /// to one who was taken over with a published password. Changes nothing at later starts.
    ///
    /// @return the password, if it had to be generated: to be shown once
    public Optional<Secret> ensure(String email, Optional<Secret> password) {
        EmailAddress address = new EmailAddress(email);
        Optional<Account> present =
                parts.database().read(handle -> AccountStore.find(handle, address));
        if (present.isPresent()) {
            password.filter(given -> present.get().mustChangePassword())
                    .ifPresent(given -> reset(present.get().id(), given));
            return Optional.empty();
        }
        if (parts.database().read(AccountStore::countAdmins) > 0) {
            return Optional.empty();
        }
        Secret chosen = password.orElseGet(Administrators::generated);
        boolean made = create(address, chosen);
        return made && password.isEmpty() ? Optional.of(chosen) : Optional.empty();
    }

    /// Makes an administrator, or makes one of an account with that address, and sets the password.
    ///
    /// @throws ApiException 400 if the password is too short or too long
    public void createOrReset(String email, Secret password) {
        EmailAddress address = new EmailAddress(email);
        Application.requirePassword(password.reveal());
        parts.database()
                .read(handle -> AccountStore.find(handle, address))
                .ifPresentOrElse(
                        account -> reset(account.id(), password), () -> create(address, password));
    }

    /// Whether there is an account with that address.
    public boolean exists(String email) {
        return parts.database()
                .read(handle -> AccountStore.find(handle, new EmailAddress(email)))
                .isPresent();
    }

    /// A password that nobody guesses.
    public static Secret generated() {
        return new Secret(Bytes.randomToken(PASSWORD_BYTES));
    }

    private boolean create(EmailAddress address, Secret password) {
        String hash = parts.passwords().hash(password.reveal());
        Instant now = parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        AccountStore.NewAccount account =
                new AccountStore.NewAccount(NAME, address, hash, null, true, now, "ru", now);
        return parts.database().write(handle -> AccountStore.insert(handle, account).isPresent());
    }

    private void reset(UserId user, Secret password) {
        String hash = parts.passwords().hash(password.reveal());
        parts.database().execute(handle -> reset(handle, user, hash));
    }

    private void reset(Handle handle, UserId user, String hash) {
        AccountStore.setPassword(handle, user, hash);
        AccountStore.promote(handle, user);
        AccountStore.confirm(handle, user, parts.clock().instant());
        sessions.revokeAll(handle, user);
    }
}
