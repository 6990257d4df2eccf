package org.kocmoc.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// An account as signing in sees it.
///
/// @param password hash
/// @param emailConfirmedAt when its address was confirmed; it cannot sign in before
/// @param tokensValidFrom tokens issued earlier are refused; moves when the password changes
/// @param mustChangePassword whether it may do nothing else first
/// @param locale language of its mails
public record Account(
        UserId id,
        String name,
        String email,
        String password,
        @Nullable String avatar,
        @Nullable String bio,
        @Nullable String birthdate,
        boolean isAdmin,
        boolean banned,
        Instant createdAt,
        @Nullable Instant emailConfirmedAt,
        @Nullable Instant tokensValidFrom,
        boolean mustChangePassword,
        String locale) {
    /// Whether its address is confirmed.
    public boolean isConfirmed() {
        return emailConfirmedAt != null;
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
