package org.kocmoc.auth;

import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// Bans and administrators' rights. Any thread; blocks.
public final class Accounts {
    private final Database database;
    private final Sessions sessions;

    Accounts(Database database, Sessions sessions) {
        this.database = database;
        this.sessions = sessions;
    }

    /// Signs the account out everywhere and keeps it out.
    ///
    /// @throws ApiException 404 if there is no such account
    public void ban(UserId user) {
        database.execute(
                handle -> {
                    if (!AccountStore.setBanned(handle, user, true)) {
                        throw new ApiException(AuthError.ACCOUNT_NOT_FOUND);
                    }
                    sessions.revokeAll(handle, user);
                });
    }

    /// Lets the account sign in again; what was signed in before the ban stays signed out.
    ///
    /// @throws ApiException 404 if there is no such account
    public void unban(UserId user) {
        database.execute(
                handle -> {
                    if (!AccountStore.setBanned(handle, user, false)) {
                        throw new ApiException(AuthError.ACCOUNT_NOT_FOUND);
                    }
                });
    }

    /// Makes an account an administrator of the server, or no longer; at once, wherever it is
    /// signed in.
    ///
    /// @throws ApiException 404 if there is no such account, 409 if it is the only administrator
    public void setAdmin(UserId user, boolean admin) {
        database.execute(
                handle -> {
                    AccountStore.lockAdmins(handle);
                    Account account =
                            AccountStore.lock(handle, user)
                                    .orElseThrow(
                                            () -> new ApiException(AuthError.ACCOUNT_NOT_FOUND));
                    if (!admin && account.isAdmin() && AccountStore.countAdmins(handle) == 1) {
                        throw new ApiException(AuthError.LAST_ADMIN);
                    }
                    AccountStore.setAdmin(handle, user, admin);
                    sessions.checkAgain(handle, user);
                });
    }
}
