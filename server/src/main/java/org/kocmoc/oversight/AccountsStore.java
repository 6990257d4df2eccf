package org.kocmoc.oversight;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Texts;
import org.kocmoc.base.UserId;

/// SQL that lists accounts for administrators.
final class AccountsStore {
    /// Which accounts.
    enum Filter {
        ALL("true"),
        BANNED("u.banned"),
        ADMINS("u.is_admin"),
        UNCONFIRMED("u.email_confirmed_at IS NULL");

        private final String condition;

        Filter(String condition) {
            this.condition = condition;
        }
    }

    private static final String ACCOUNTS =
            """
            SELECT u.id, u.name, u.email, u.avatar, u.online, u.last_seen_at, u.created_at,
                u.is_admin, u.banned, u.email_confirmed_at IS NOT NULL AS email_confirmed,
                (SELECT count(*) FROM sessions s WHERE s.user_id = u.id) AS sessions,
                (SELECT coalesce(sum(f.size + coalesce(f.thumb_size, 0)), 0) FROM files f
                 WHERE f.owner_id = u.id AND f.deleted_at IS NULL) AS storage_bytes
            FROM users u
            """;

    private AccountsStore() {}

    /// Newest first; by a part of the name or email unless the query is empty.
    static List<AccountRow> list(
            Handle handle, String query, Filter filter, long before, int limit) {
        return handle.createQuery(
                        ACCOUNTS
                                + """
                                WHERE u.id IN (
                                    SELECT u.id FROM users u
                                    WHERE u.id < :before AND %s AND (:query = ''
                                        OR u.name ILIKE :pattern OR u.email ILIKE :pattern
                                        OR u.id::text = :query)
                                    ORDER BY u.id DESC LIMIT :limit)
                                ORDER BY u.id DESC
                                """
                                        .formatted(filter.condition))
                .bind("before", before)
                .bind("query", query)
                .bind("pattern", "%" + Texts.likeLiteral(query) + "%")
                .bind("limit", limit)
                .mapTo(AccountRow.class)
                .list();
    }

    static Optional<AccountRow> find(Handle handle, UserId user) {
        return handle.createQuery(ACCOUNTS + "WHERE u.id = :user")
                .bind("user", user)
                .mapTo(AccountRow.class)
                .findOne();
    }

    /// Last used first.
    static List<OpenSession> sessions(Handle handle, UserId user) {
        return handle.createQuery(
                        """
                        SELECT id, user_agent, created_at, last_used_at, expires_at FROM sessions
                        WHERE user_id = :user
                        ORDER BY coalesce(last_used_at, created_at) DESC, id DESC
                        """)
                .bind("user", user)
                .mapTo(OpenSession.class)
                .list();
    }
}
