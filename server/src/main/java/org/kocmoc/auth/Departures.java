package org.kocmoc.auth;

import java.util.List;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// Deletes accounts. Any thread; blocks.
public final class Departures {
    private final Database database;
    private final Sessions sessions;
    private final List<Departure> hooks;

    /// @param hooks run in this order before the account's row goes
    Departures(Database database, Sessions sessions, List<Departure> hooks) {
        this.database = database;
        this.sessions = sessions;
        this.hooks = List.copyOf(hooks);
    }

    /// Signs the account out, lets every feature clean up, then deletes it. Its messages stay,
    /// without author.
    ///
    /// @throws ApiException 404 if there is no such account, 409 if it is the only administrator
    public void delete(UserId user) {
        database.execute(
                handle -> {
                    AccountStore.lockAdmins(handle);
                    Account account =
                            AccountStore.lock(handle, user)
                                    .orElseThrow(
                                            () -> new ApiException(AuthError.ACCOUNT_NOT_FOUND));
                    if (account.isAdmin() && AccountStore.countAdmins(handle) == 1) {
                        throw new ApiException(AuthError.LAST_ADMIN);
                    }
                    // Of the last two who go at once, the second one is the last from here on.
                    AccountStore.setAdmin(handle, user, false);
                    sessions.revokeAll(handle, user);
                });
        hooks.forEach(hook -> hook.leave(user));
        database.execute(handle -> AccountStore.delete(handle, user));
    }
}
