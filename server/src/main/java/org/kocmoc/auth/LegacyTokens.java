package org.kocmoc.auth;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kocmoc.db.Database;

/// The rule for tokens of the server that was replaced: they have no session here, so they are
/// believed if they were issued before the take-over, and not for ever. Immutable; any thread.
final class LegacyTokens {
    /// How long tokens without an end live on.
    private static final Duration GRACE = Duration.ofDays(30);

    private final @Nullable Instant takeover;

    private LegacyTokens(@Nullable Instant takeover) {
        this.takeover = takeover;
    }

    /// Without a take-over no such token is good.
    static LegacyTokens read(Database database) {
        return new LegacyTokens(database.read(SessionStore::takeover).orElse(null));
    }

    boolean isGood(Tokens.Token token, SessionStore.Standing standing, Instant now) {
        Instant issuedAt = token.issuedAt();
        return takeover != null
                && issuedAt != null
                && issuedAt.isBefore(takeover)
                && !standing.revoked()
                && (standing.tokensValidFrom() == null
                        || !issuedAt.isBefore(standing.tokensValidFrom()))
                && end(token).isAfter(now);
    }

    /// When the token stops being good by itself.
    Instant end(Tokens.Token token) {
        if (token.expiresAt() != null) {
            return token.expiresAt();
        }
        return takeover == null ? Instant.EPOCH : takeover.plus(GRACE);
    }
}
