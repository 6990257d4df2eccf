package org.kocmoc.auth;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// The SQL of `sessions` and `revoked_tokens`.
final class SessionStore {
    /// A session to begin.
    public record NewSession(
            UserId user,
            String tokenHash,
            String jti,
            Client client,
            Instant createdAt,
            Instant expiresAt) {}

    /// What the database knows about a token.
    ///
    /// @param jti of the token's live session, if it has one
    /// @param revoked whether it was signed out by its hash
    public record Standing(
            boolean isAdmin,
            boolean banned,
            boolean mustChangePassword,
            @Nullable Instant tokensValidFrom,
            @Nullable String jti,
            @Nullable Instant sessionCreatedAt,
            @Nullable Instant sessionExpiresAt,
            @Nullable Instant lastUsedAt,
            boolean revoked) {}

    /// A session as its owner sees it.
    public record OwnSession(
            long id,
            @Nullable String deviceId,
            @Nullable String userAgent,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            boolean current) {}

    /// An account that is signed in on a device.
    public record DeviceAccount(UserId id, String name, String email, @Nullable String avatar) {}

    private SessionStore() {}

    static void insert(Handle handle, NewSession session) {
        handle.createUpdate(
                        """
                        INSERT INTO sessions (user_id, token, jti, device_id, user_agent,
                            created_at, last_used_at, expires_at)
                        VALUES (:user, :hash, :jti, :device, :agent, :createdAt, :createdAt, :expiresAt)
                        """)
                .bind("user", session.user())
                .bind("hash", session.tokenHash())
                .bind("jti", session.jti())
                .bind("device", session.client().deviceId())
                .bind("agent", session.client().userAgent())
                .bind("createdAt", session.createdAt())
                .bind("expiresAt", session.expiresAt())
                .execute();
    }

    /// Ends all sessions but the newest ones.
    ///
    /// @return how many ended
    static int deleteAllBut(Handle handle, UserId user, int newest) {
        return handle.createUpdate(
                        """
                        DELETE FROM sessions WHERE user_id = :user AND id NOT IN (
                            SELECT id FROM sessions WHERE user_id = :user
                            ORDER BY id DESC LIMIT :newest)
                        """)
                .bind("user", user)
                .bind("newest", newest)
                .execute();
    }

    static void delete(Handle handle, String tokenHash) {
        handle.createUpdate("DELETE FROM sessions WHERE token = :hash")
                .bind("hash", tokenHash)
                .execute();
    }

    /// Those of several hashes of tokens that are certainly good, each with whether its account is
    /// an administrator: their sessions are there and nothing speaks against them. Ends by time are
    /// not looked at.
    static Map<String, Boolean> good(Handle handle, Collection<String> tokenHashes) {
        return handle.createQuery(
                        """
                        SELECT s.token, u.is_admin FROM sessions s JOIN users u ON u.id = s.user_id
                        WHERE s.token = ANY (:hashes) AND s.jti IS NOT NULL
                            AND NOT u.banned AND NOT u.must_change_password
                            AND (u.tokens_valid_from IS NULL OR s.created_at >= u.tokens_valid_from)
                        """)
                .bindArray("hashes", String.class, tokenHashes.toArray())
                .map((row, context) -> Map.entry(row.getString(1), row.getBoolean(2)))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /// Empty if there is no such account.
    static Optional<Standing> standing(Handle handle, UserId user, String tokenHash) {
        return handle.createQuery(
                        """
                        SELECT u.is_admin, u.banned, u.must_change_password, u.tokens_valid_from,
                            s.jti, s.created_at AS session_created_at,
                            s.expires_at AS session_expires_at, s.last_used_at,
                            EXISTS (SELECT FROM revoked_tokens WHERE token_hash = :hash) AS revoked
                        FROM users u LEFT JOIN sessions s ON s.token = :hash AND s.user_id = u.id
                        WHERE u.id = :user
                        """)
                .bind("user", user)
                .bind("hash", tokenHash)
                .mapTo(Standing.class)
                .findOne();
    }

    static List<OwnSession> list(Handle handle, UserId user, String currentHash) {
        return handle.createQuery(
                        """
                        SELECT id, device_id, user_agent, created_at, last_used_at,
                            token = :hash AS current
                        FROM sessions WHERE user_id = :user AND jti IS NOT NULL
                        ORDER BY coalesce(last_used_at, created_at) DESC, id DESC
                        """)
                .bind("user", user)
                .bind("hash", currentHash)
                .mapTo(OwnSession.class)
                .list();
    }

    static boolean delete(Handle handle, UserId user, long id) {
        return handle.createUpdate("DELETE FROM sessions WHERE id = :id AND user_id = :user")
                        .bind("id", id)
                        .bind("user", user)
                        .execute()
                > 0;
    }

    /// Notes when a session was used, if that was noted before the given time.
    static void touch(Handle handle, String tokenHash, Instant now, Instant notedBefore) {
        handle.createUpdate(
                        """
                        UPDATE sessions SET last_used_at = :now
                        WHERE token = :hash AND (last_used_at IS NULL OR last_used_at < :before)
                        """)
                .bind("hash", tokenHash)
                .bind("now", now)
                .bind("before", notedBefore)
                .execute();
    }

    static void revoke(Handle handle, String tokenHash, Instant until) {
        handle.createUpdate(
                        """
                        INSERT INTO revoked_tokens (token_hash, until) VALUES (:hash, :until)
                        ON CONFLICT DO NOTHING
                        """)
                .bind("hash", tokenHash)
                .bind("until", until)
                .execute();
    }

    /// Whether an account is signed in on a device.
    static boolean isSignedIn(Handle handle, UserId user, String deviceId) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (
                            SELECT FROM sessions WHERE user_id = :user AND device_id = :device)
                        """)
                .bind("user", user)
                .bind("device", deviceId)
                .mapTo(Boolean.class)
                .one();
    }

    /// Who is signed in on a device, if the asking user is.
    static List<DeviceAccount> accountsOf(Handle handle, String deviceId, UserId asking) {
        return handle.createQuery(
                        """
                        SELECT id, name, email, avatar FROM users
                        WHERE id IN (SELECT user_id FROM sessions WHERE device_id = :device)
                            AND EXISTS (
                                SELECT FROM sessions
                                WHERE device_id = :device AND user_id = :asking)
                        ORDER BY id
                        """)
                .bind("device", deviceId)
                .bind("asking", asking)
                .mapTo(DeviceAccount.class)
                .list();
    }

    static void deleteExpired(Handle handle, Instant now) {
        handle.createUpdate("DELETE FROM sessions WHERE expires_at < :now")
                .bind("now", now)
                .execute();
        handle.createUpdate("DELETE FROM revoked_tokens WHERE until < :now")
                .bind("now", now)
                .execute();
    }

    /// When a legacy database was taken over, if this one was.
    static Optional<Instant> takeover(Handle handle) {
        return handle.createQuery("SELECT value FROM server_state WHERE key = 'takeover_at'")
                .mapTo(String.class)
                .findOne()
                .map(Instant::parse);
    }
}
