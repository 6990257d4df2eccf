package org.kocmoc.auth;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;
import org.kocmoc.credentials.EmailAddress;

/// The SQL of `users` as far as signing in and the life of an account are concerned; profiles
/// belong to `users`.
public final class AccountStore {
    /// What a new account starts with.
    public record NewAccount(
            String name,
            EmailAddress email,
            String password,
            @Nullable String avatar,
            boolean admin,
            @Nullable Instant emailConfirmedAt,
            String locale,
            Instant createdAt) {}

    private static final String COLUMNS =
            """
            SELECT id, name, email, password, avatar, bio, birthdate, is_admin, banned, created_at,
                email_confirmed_at, tokens_valid_from, must_change_password, locale
            FROM users
            """;

    private AccountStore() {}

    /// The account of that id.
    public static Optional<Account> find(Handle handle, UserId id) {
        return handle.createQuery(COLUMNS + " WHERE id = :id")
                .bind("id", id)
                .mapTo(Account.class)
                .findOne();
    }

    /// The account that signs in by that address: the one of this very spelling, else the one that
    /// owns the normalised form.
    public static Optional<Account> find(Handle handle, EmailAddress email) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                 WHERE email IN (:typed, :spelling) OR email_key = :key
                                ORDER BY email = :typed DESC, email = :spelling DESC LIMIT 1
                                """)
                .bind("typed", email.typed())
                .bind("spelling", email.spelling())
                .bind("key", email.key())
                .mapTo(Account.class)
                .findOne();
    }

    /// The same, locked until the transaction ends: its password, ban and sessions stand still.
    public static Optional<Account> lock(Handle handle, UserId id) {
        return handle.createQuery(COLUMNS + " WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id)
                .mapTo(Account.class)
                .findOne();
    }

    /// Makes an account, unless its address belongs to another one.
    public static Optional<UserId> insert(Handle handle, NewAccount account) {
        return handle.createQuery(
                        """
                        INSERT INTO users (name, email, email_key, password, avatar, is_admin,
                            email_confirmed_at, locale, created_at)
                        VALUES (:name, :email, :key, :password, :avatar, :admin,
                            :confirmedAt, :locale, :createdAt)
                        ON CONFLICT DO NOTHING RETURNING id
                        """)
                .bind("name", account.name())
                .bind("email", account.email().spelling())
                .bind("key", account.email().key())
                .bind("password", account.password())
                .bind("avatar", account.avatar())
                .bind("admin", account.admin())
                .bind("confirmedAt", account.emailConfirmedAt())
                .bind("locale", account.locale())
                .bind("createdAt", account.createdAt())
                .mapTo(UserId.class)
                .findOne();
    }

    /// Gives an account that is not confirmed to whoever registers it again.
    public static void replacePending(Handle handle, UserId id, NewAccount account) {
        handle.createUpdate(
                        """
                        UPDATE users SET name = :name, email = :email, password = :password,
                            avatar = :avatar, locale = :locale
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("name", account.name())
                .bind("email", account.email().spelling())
                .bind("password", account.password())
                .bind("avatar", account.avatar())
                .bind("locale", account.locale())
                .execute();
    }

    /// Makes sure that an account administers the server.
    public static void promote(Handle handle, UserId id) {
        handle.createUpdate("UPDATE users SET is_admin = true WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /// Stores the hash of another password; whoever calls this ends the sessions, too.
    public static void setPassword(Handle handle, UserId id, String hash) {
        handle.createUpdate(
                        """
                        UPDATE users SET password = :hash, must_change_password = false
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("hash", hash)
                .execute();
    }

    /// Stores a better hash of the same password.
    public static void upgradePassword(Handle handle, UserId id, String hash) {
        handle.createUpdate("UPDATE users SET password = :hash WHERE id = :id")
                .bind("id", id)
                .bind("hash", hash)
                .execute();
    }

    /// Notes that the owner reads the account's mailbox.
    public static void confirm(Handle handle, UserId id, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE users SET email_confirmed_at = coalesce(email_confirmed_at, :now)
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("now", now)
                .execute();
    }

    /// Sets another address, which the account owns in its normalised form from then on.
    public static void setEmail(Handle handle, UserId id, EmailAddress email) {
        handle.createUpdate("UPDATE users SET email = :email, email_key = :key WHERE id = :id")
                .bind("id", id)
                .bind("email", email.spelling())
                .bind("key", email.key())
                .execute();
    }

    /// Bans or unbans.
    ///
    /// @return whether there is such an account
    static boolean setBanned(Handle handle, UserId id, boolean banned) {
        return handle.createUpdate("UPDATE users SET banned = :banned WHERE id = :id")
                        .bind("id", id)
                        .bind("banned", banned)
                        .execute()
                > 0;
    }

    /// Refuses every token issued before.
    static void setTokensValidFrom(Handle handle, UserId id, Instant time) {
        handle.createUpdate("UPDATE users SET tokens_valid_from = :time WHERE id = :id")
                .bind("id", id)
                .bind("time", time)
                .execute();
    }

    /// Makes an account an administrator of the server, or no longer.
    static void setAdmin(Handle handle, UserId id, boolean admin) {
        handle.createUpdate("UPDATE users SET is_admin = :admin WHERE id = :id")
                .bind("id", id)
                .bind("admin", admin)
                .execute();
    }

    /// Locks all administrators, so that two of them cannot take each other's rights at once.
    static void lockAdmins(Handle handle) {
        handle.createQuery("SELECT id FROM users WHERE is_admin ORDER BY id FOR UPDATE")
                .mapTo(Long.class)
                .list();
    }

    /// How many administrators there are.
    public static int countAdmins(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM users WHERE is_admin")
                .mapTo(Integer.class)
                .one();
    }

    static void delete(Handle handle, UserId id) {
        handle.createUpdate("DELETE FROM users WHERE id = :id").bind("id", id).execute();
    }
}
