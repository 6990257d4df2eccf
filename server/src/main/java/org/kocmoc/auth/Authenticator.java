package org.kocmoc.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Guard;
import org.kocmoc.http.Request;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Gate;

/// Tells from a token who calls. Any thread; blocks for the database unless the token was checked
/// within the last five seconds.
///
/// What is remembered is forgotten as soon as a revocation of the account is announced. A check
/// that was under way meanwhile is not remembered either: `revoked` counts announcements, and a
/// check that sees another count after remembering its result takes it back.
public final class Authenticator implements Guard, Gate {
    private static final Duration MEMORY = Duration.ofSeconds(5);
    private static final int REMEMBERED = 50_000;
    private static final Duration TOUCH_PAUSE = Duration.ofMinutes(1);

    /// The one thing that an account with an imposed password may do.
    private static final Set<String> PASSWORD_CHANGE =
            Set.of("/api/account/password", "/api/users/:id/password");

    private record Checked(Caller caller, boolean mustChangePassword, @Nullable Instant expiresAt) {
        boolean isOver(Instant now) {
            return expiresAt != null && !expiresAt.isAfter(now);
        }
    }

    private final Cache<String, Checked> checked =
            Caffeine.newBuilder().expireAfterWrite(MEMORY).maximumSize(REMEMBERED).build();
    private final AtomicLong revoked = new AtomicLong();
    private final Database database;
    private final Tokens tokens;
    private final LegacyTokens legacy;
    private final InstantSource clock;

    Authenticator(
            Database database,
            Tokens tokens,
            LegacyTokens legacy,
            Revocations revocations,
            InstantSource clock) {
        this.database = database;
        this.tokens = tokens;
        this.legacy = legacy;
        this.clock = clock;
        revocations.subscribe(this::forget);
    }

    /// The token of a request: the second word of `Authorization`, whatever the first one is.
    public static Optional<String> token(Request request) {
        return request.header("Authorization")
                .map(header -> header.split(" ", -1))
                .filter(pieces -> pieces.length > 1 && !pieces[1].isEmpty())
                .map(pieces -> pieces[1]);
    }

    @Override
    public Caller admit(Request request, Access access) {
        String token = token(request).orElseThrow(() -> new ApiException(AuthError.TOKEN_REQUIRED));
        Checked result = check(token);
        if (result.mustChangePassword() && !PASSWORD_CHANGE.contains(request.route().pattern())) {
            throw new ApiException(AuthError.PASSWORD_CHANGE_REQUIRED);
        }
        if (access == Access.ADMIN && !result.caller().admin()) {
            throw new ApiException(AuthError.ADMIN_REQUIRED);
        }
        return result.caller();
    }

    /// Who holds the token.
    ///
    /// @throws ApiException 401 if the token is not good (any more), 403 if its account is banned
    ///   or has to change its password first
    public Caller authenticate(String token) {
        Checked result = check(token);
        if (result.mustChangePassword()) {
            throw new ApiException(AuthError.PASSWORD_CHANGE_REQUIRED);
        }
        return result.caller();
    }

    /// As [#authenticate], with the time at which the token is over.
    @Override
    public Gate.Admission admit(String token) {
        return new Gate.Admission(
                authenticate(token), Optional.ofNullable(check(token).expiresAt()));
    }

    @Override
    public List<Caller> suspects(Collection<Caller> callers) {
        Map<String, Boolean> good =
                database.read(
                        handle ->
                                SessionStore.good(
                                        handle, callers.stream().map(Caller::tokenHash).toList()));
        List<Caller> suspects =
                callers.stream()
                        .filter(
                                caller ->
                                        !Objects.equals(
                                                good.get(caller.tokenHash()), caller.admin()))
                        .toList();
        // They may be remembered as good.
        suspects.stream().map(Caller::user).distinct().forEach(this::forget);
        return suspects;
    }

    /// As [#authenticate], also for an account that has to change its password first.
    Caller identify(String token) {
        return check(token).caller();
    }

    private Checked check(String token) {
        String hash = Tokens.hash(token);
        Checked known = checked.getIfPresent(hash);
        if (known != null && !known.isOver(clock.instant())) {
            return known;
        }
        long before = revoked.get();
        Checked fresh = load(tokens.check(token));
        checked.put(hash, fresh);
        if (revoked.get() != before) {
            checked.invalidate(hash);
        }
        return fresh;
    }

    private Checked load(Tokens.Token token) {
        Instant now = clock.instant();
        SessionStore.Standing standing =
                database.read(
                        handle -> {
                            SessionStore.Standing found =
                                    SessionStore.standing(handle, token.user(), token.hash())
                                            .orElseThrow(
                                                    () -> new ApiException(AuthError.ACCOUNT_GONE));
                            Instant stale = now.minus(TOUCH_PAUSE);
                            if (found.lastUsedAt() != null && found.lastUsedAt().isBefore(stale)) {
                                SessionStore.touch(handle, token.hash(), now, stale);
                            }
                            return found;
                        });
        // A ban ends the sessions too, but it is the ban that the owner has to hear of.
        if (standing.banned()) {
            throw new ApiException(AuthError.ACCOUNT_BANNED);
        }
        if (!(token.session() == null
                ? legacy.isGood(token, standing, now)
                : hasSession(token.session(), standing, now))) {
            throw new ApiException(AuthError.TOKEN_INVALID);
        }
        return new Checked(
                new Caller(
                        token.user(),
                        standing.isAdmin(),
                        Optional.ofNullable(token.session()),
                        token.hash()),
                standing.mustChangePassword(),
                token.expiresAt());
    }

    private static boolean hasSession(String session, SessionStore.Standing standing, Instant now) {
        return session.equals(standing.jti())
                && standing.sessionCreatedAt() != null
                && (standing.tokensValidFrom() == null
                        || !standing.sessionCreatedAt().isBefore(standing.tokensValidFrom()))
                && (standing.sessionExpiresAt() == null
                        || standing.sessionExpiresAt().isAfter(now));
    }

    private void forget(UserId user) {
        revoked.incrementAndGet();
        checked.asMap().values().removeIf(entry -> entry.caller().user().equals(user));
    }
}
