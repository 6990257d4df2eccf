package org.kocmoc.account;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.auth.Account;
import org.kocmoc.auth.AccountStore;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.CodePurpose;
import org.kocmoc.credentials.EmailAddress;
import org.kocmoc.limits.Guess;
import org.kocmoc.limits.Networks;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.Size;

/// The rules of registering. Any thread; blocks.
///
/// An account, its device's count, its code and its mail come into being together or not at all.
/// Until its address is confirmed an account belongs to nobody: registering again with the same
/// password mails another code, and once no code is open any more, whoever registers the address
/// starts over with a password of their own. So neither a lost mail nor somebody else's typing
/// locks an address.
final class Registration {
    private final AccountParts parts;
    private final Invites invites;

    Registration(AccountParts parts, Invites invites) {
        this.parts = parts;
        this.invites = invites;
    }

    UserId register(Application application) {
        Optional<Account> present =
                parts.database().read(handle -> AccountStore.find(handle, application.email()));
        // Only what becomes a new account uses an invitation up; asking who has one does not.
        boolean invited = present.isEmpty() && invites.isGood(application.invite());
        if (!invited) {
            parts.limiter().take(Rate.REGISTER_PER_ADDRESS, application.origin().address());
        }
        invites.requireOpen(application.invite());
        if (present.filter(account -> !account.isConfirmed()).isEmpty()) {
            parts.database().execute(handle -> requireRoomOn(handle, application));
        }
        if (present.isEmpty()) {
            parts.limiter().take(Rate.MAIL_PER_ACCOUNT, application.email().key());
            String hash = parts.passwords().hash(application.password());
            return parts.database().write(handle -> create(handle, application, hash, invited));
        }
        if (present.get().isConfirmed()) {
            throw new ApiException(AccountError.EMAIL_TAKEN);
        }
        return registerAgain(present.get(), application);
    }

    private static void requireRoomOn(Handle handle, Application application) {
        application
                .deviceId()
                .filter(
                        device ->
                                DeviceStore.isFull(
                                        handle, device, Size.ACCOUNTS_PER_DEVICE.value()))
                .ifPresent(
                        device -> {
                            throw new ApiException(AccountError.DEVICE_LIMIT_REACHED);
                        });
    }

    private UserId create(Handle handle, Application application, String hash, boolean invited) {
        Instant now = now();
        application
                .deviceId()
                .filter(
                        device ->
                                !DeviceStore.countAccount(
                                        handle, device, Size.ACCOUNTS_PER_DEVICE.value(), now))
                .ifPresent(
                        device -> {
                            throw new ApiException(AccountError.DEVICE_LIMIT_REACHED);
                        });
        UserId user =
                AccountStore.insert(handle, newAccount(application, hash, now))
                        .orElseThrow(() -> new ApiException(AccountError.EMAIL_TAKEN));
        invites.use(handle, application.invite(), invited);
        mailCode(handle, user, application);
        return user;
    }

    private UserId registerAgain(Account pending, Application application) {
        boolean same = isPasswordOf(pending, application);
        parts.limiter().take(Rate.MAIL_PER_ACCOUNT, application.email().key());
        String hash = same ? pending.password() : parts.passwords().hash(application.password());
        return parts.database()
                .write(
                        handle -> {
                            Account account =
                                    AccountStore.lock(handle, pending.id())
                                            .filter(locked -> !locked.isConfirmed())
                                            .filter(
                                                    locked ->
                                                            mayRegister(
                                                                    handle, locked, pending, same))
                                            .orElseThrow(
                                                    () ->
                                                            new ApiException(
                                                                    AccountError.EMAIL_TAKEN));
                            if (!same) {
                                AccountStore.replacePending(
                                        handle, account.id(), newAccount(application, hash, now()));
                            }
                            mailCode(handle, account.id(), application);
                            return account.id();
                        });
    }

    private boolean isPasswordOf(Account pending, Application application) {
        String email = application.email().key();
        String network = Networks.of(application.origin().address());
        try (Guess guess = new Guess(parts.limiter())) {
            guess.count(Rate.LOGIN_PER_ACCOUNT_AND_NETWORK, email + " " + network);
            guess.count(Rate.LOGIN_PER_ACCOUNT, email);
            boolean same = parts.passwords().matches(application.password(), pending.password());
            if (!same) {
                guess.wasWrong();
            }
            return same;
        }
    }

    private boolean mayRegister(Handle handle, Account locked, Account seen, boolean samePassword) {
        return (samePassword && locked.password().equals(seen.password()))
                || !parts.codes().hasOpen(handle, locked.id(), CodePurpose.REGISTER);
    }

    /// Mails another code to an account that is not confirmed; whether there is one stays unsaid.
    void resend(EmailAddress email, String address) {
        parts.limiter().take(Rate.MAIL_PER_ADDRESS, address);
        parts.limiter().take(Rate.MAIL_PER_ACCOUNT, "resend/" + email.key());
        parts.database()
                .execute(
                        handle ->
                                AccountStore.find(handle, email)
                                        .flatMap(found -> AccountStore.lock(handle, found.id()))
                                        .filter(account -> !account.isConfirmed())
                                        .filter(account -> !account.banned())
                                        .ifPresent(
                                                account ->
                                                        parts.codeMails()
                                                                .send(
                                                                        handle,
                                                                        account.id(),
                                                                        CodePurpose.REGISTER,
                                                                        account.email(),
                                                                        account.locale())));
    }

    private void mailCode(Handle handle, UserId user, Application application) {
        parts.codeMails()
                .send(
                        handle,
                        user,
                        CodePurpose.REGISTER,
                        application.email().spelling(),
                        application.origin().locale());
    }

    private static AccountStore.NewAccount newAccount(
            Application application, String hash, Instant now) {
        return new AccountStore.NewAccount(
                application.name(),
                application.email(),
                hash,
                application.avatar().orElseGet(() -> drawnAvatar(application.name())),
                false,
                null,
                application.origin().locale(),
                now);
    }

    private static String drawnAvatar(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "https://ui-avatars.com/api/?name=" + encoded + "&background=random";
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
