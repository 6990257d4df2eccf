package org.kocmoc.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.Secret;
import org.kocmoc.base.UserId;

/// Signs and checks tokens: JWT with HS256, claims `userId`, `iat`, `exp`, `jti`. Immutable; any
/// thread.
final class Tokens {
    /// A token whose signature and times are good.
    ///
    /// @param session its `jti`; absent in tokens of the replaced server
    /// @param hash SHA-256 in hexadecimal
    record Token(
            UserId user,
            @Nullable String session,
            @Nullable Instant issuedAt,
            @Nullable Instant expiresAt,
            String hash) {}

    private static final String USER = "userId";
    private static final int MAX_CHARS = 4_096;

    private final Algorithm algorithm;
    private final InstantSource clock;

    Tokens(Secret secret, InstantSource clock) {
        this.algorithm = Algorithm.HMAC256(secret.reveal());
        this.clock = clock;
    }

    String issue(UserId user, String session, Instant issuedAt, Instant expiresAt) {
        return JWT.create()
                .withClaim(USER, user.value())
                .withIssuedAt(issuedAt)
                .withExpiresAt(expiresAt)
                .withJWTId(session)
                .sign(algorithm);
    }

    /// What a token says, if it is ours and its time has come and not passed.
    ///
    /// @throws ApiException 401
    Token check(String text) {
        DecodedJWT jwt = verified(text);
        Instant now = clock.instant();
        Instant expiresAt = jwt.getExpiresAtAsInstant();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw new ApiException(AuthError.TOKEN_EXPIRED);
        }
        Instant notBefore = jwt.getNotBeforeAsInstant();
        if (notBefore != null && notBefore.isAfter(now)) {
            throw new ApiException(AuthError.TOKEN_NOT_USABLE);
        }
        return new Token(
                user(jwt.getClaim(USER)),
                jwt.getId(),
                jwt.getIssuedAtAsInstant(),
                expiresAt,
                hash(text));
    }

    static String hash(String token) {
        return Bytes.sha256Hex(token);
    }

    private DecodedJWT verified(String text) {
        if (text.length() > MAX_CHARS) {
            throw new ApiException(AuthError.TOKEN_INVALID);
        }
        try {
            DecodedJWT jwt = JWT.decode(text);
            // The key must not be used for another algorithm that the token asks for.
            if (!algorithm.getName().equals(jwt.getAlgorithm())) {
                throw new ApiException(AuthError.TOKEN_INVALID);
            }
            algorithm.verify(jwt);
            return jwt;
        } catch (JWTDecodeException | SignatureVerificationException e) {
            throw new ApiException(AuthError.TOKEN_INVALID);
        }
    }

    private static UserId user(Claim claim) {
        if (claim.isMissing() || claim.isNull()) {
            throw new ApiException(AuthError.ACCOUNT_GONE);
        }
        @Nullable Long id = claim.asLong();
        if (id == null) {
            throw new ApiException(AuthError.TOKEN_NOT_USABLE);
        }
        return new UserId(id);
    }
}
