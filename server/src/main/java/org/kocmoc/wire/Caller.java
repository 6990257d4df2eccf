package org.kocmoc.wire;

import java.util.Optional;
import org.kocmoc.base.UserId;

/// The authenticated account on whose behalf a request or command runs.
///
/// @param user the account
/// @param admin whether the account administers the server
/// @param session the `jti` of the session's token; absent for tokens of the replaced server
/// @param tokenHash SHA-256 of the token in hexadecimal: names the session without holding a secret
public record Caller(UserId user, boolean admin, Optional<String> session, String tokenHash) {}
