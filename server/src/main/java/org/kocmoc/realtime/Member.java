package org.kocmoc.realtime;

import java.time.Instant;
import java.util.Optional;
import org.kocmoc.base.Secret;
import org.kocmoc.base.UserId;
import org.kocmoc.wire.Caller;

/// Who is at the other end.
///
/// @param token to be checked again when something about the account is revoked
/// @param expiresAt when the token is over, if ever
/// @param encrypted whether the client can read encrypted chats
record Member(Caller caller, Secret token, Optional<Instant> expiresAt, boolean encrypted) {
    /// The same, with the rights found now.
    Member as(Caller fresh) {
        return new Member(fresh, token, expiresAt, encrypted);
    }

    UserId user() {
        return caller.user();
    }
}
