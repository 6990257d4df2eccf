package org.kocmoc.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Caller;

/// Begins and ends sessions. Any thread; blocks.
///
/// Methods with a handle work within the caller's transaction and expect the account's row locked
/// ([AccountStore#lock]), so that a sign-in never overtakes a ban or a new password.
public final class Sessions {
    private static final int JTI_BYTES = 16;

    private final Database database;
    private final Tokens tokens;
    private final LegacyTokens legacy;
    private final Duration tokenLife;
    private final Revocations revocations;
    private final InstantSource clock;

    Sessions(
            Database database,
            Tokens tokens,
            LegacyTokens legacy,
            Duration tokenLife,
            Revocations revocations,
            InstantSource clock) {
        this.database = database;
        this.tokens = tokens;
        this.legacy = legacy;
        this.tokenLife = tokenLife;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Begins a session; beyond [Size#SESSIONS_PER_USER] the oldest one ends.
    ///
    /// @return its token
    public String begin(Handle handle, UserId user, Client client) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant end = now.plus(tokenLife).truncatedTo(ChronoUnit.SECONDS);
        String jti = Bytes.randomToken(JTI_BYTES);
        String token = tokens.issue(user, jti, now, end);
        SessionStore.insert(
                handle,
                new SessionStore.NewSession(user, Tokens.hash(token), jti, client, now, end));
        if (SessionStore.deleteAllBut(handle, user, Size.SESSIONS_PER_USER.value()) > 0) {
            revocations.announce(handle, user);
        }
        return token;
    }

    /// Ends everything that the account is signed in with, tokens of the replaced server too.
    public void revokeAll(Handle handle, UserId user) {
        AccountStore.setTokensValidFrom(
                handle, user, clock.instant().truncatedTo(ChronoUnit.MICROS));
        SessionStore.deleteAllBut(handle, user, 0);
        revocations.announce(handle, user);
    }

    /// Makes everybody who remembers what the account may do ask again.
    void checkAgain(Handle handle, UserId user) {
        revocations.announce(handle, user);
    }

    /// As the other one, in a transaction of its own.
    public void revokeAll(UserId user) {
        database.execute(handle -> revokeAll(handle, user));
    }

    /// Ends the session of a token; what is no token of ours has none.
    void end(String text) {
        Tokens.Token token;
        try {
            token = tokens.check(text);
        } catch (ApiException e) {
            return;
        }
        database.execute(
                handle -> {
                    SessionStore.delete(handle, token.hash());
                    if (token.session() == null) {
                        SessionStore.revoke(handle, token.hash(), legacy.end(token));
                    }
                    revocations.announce(handle, token.user());
                });
    }

    List<SessionStore.OwnSession> list(Caller caller) {
        return database.read(
                handle -> SessionStore.list(handle, caller.user(), caller.tokenHash()));
    }

    /// Ends one session of the user.
    void end(UserId user, long session) {
        database.execute(
                handle -> {
                    if (!SessionStore.delete(handle, user, session)) {
                        throw new ApiException(AuthError.SESSION_NOT_FOUND);
                    }
                    revocations.announce(handle, user);
                });
    }

    /// Ends everything that the user is signed in with.
    ///
    /// @return the token of a new session for the caller
    String restart(UserId user, Client client) {
        return database.write(
                handle -> {
                    AccountStore.lock(handle, user)
                            .filter(account -> !account.banned())
                            .ifPresentOrElse(
                                    account -> revokeAll(handle, user),
                                    () -> {
                                        throw new ApiException(AuthError.TOKEN_INVALID);
                                    });
                    return begin(handle, user, client);
                });
    }

    /// Forgets what is over.
    void clean() {
        database.execute(handle -> SessionStore.deleteExpired(handle, clock.instant()));
    }
}
