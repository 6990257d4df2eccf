package org.kocmoc.users;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;

/// SQL of blocks, and of what follows from blocks, contacts and choices together.
final class RelationStore {
    private RelationStore() {}

    static boolean isBlocked(Handle handle, UserId by, UserId who) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (
                            SELECT FROM blocks WHERE blocker_id = :by AND blocked_id = :who)
                        """)
                .bind("by", by)
                .bind("who", who)
                .mapTo(Boolean.class)
                .one();
    }

    static Set<UserId> refusing(Handle handle, UserId actor, Collection<UserId> targets) {
        return handle.createQuery(
                        """
                        SELECT wanted.id FROM unnest(:targets) AS wanted (id)
                        LEFT JOIN users u ON u.id = wanted.id
                        WHERE u.id IS NULL OR u.id <> :actor AND (
                            u.banned
                            OR EXISTS (
                                SELECT FROM blocks b
                                WHERE b.blocker_id = u.id AND b.blocked_id = :actor)
                            OR u.who_may_add = 'nobody'
                            OR u.who_may_add = 'contacts' AND NOT EXISTS (
                                SELECT FROM contacts k
                                WHERE k.owner_id = u.id AND k.contact_id = :actor))
                        """)
                .bind("actor", actor)
                .bindArray("targets", Long.class, values(targets))
                .mapTo(UserId.class)
                .collect(Collectors.toUnmodifiableSet());
    }

    static Set<UserId> unknown(Handle handle, Collection<UserId> users) {
        return handle.createQuery(
                        """
                        SELECT wanted.id FROM unnest(:users) AS wanted (id)
                        WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = wanted.id)
                        """)
                .bindArray("users", Long.class, values(users))
                .mapTo(UserId.class)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Whether the row was new.
    static boolean block(Handle handle, UserId blocker, UserId blocked) {
        return handle.execute(
                        "INSERT INTO blocks (blocker_id, blocked_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        blocker,
                        blocked)
                > 0;
    }

    /// Whether there was a row.
    static boolean unblock(Handle handle, UserId blocker, UserId blocked) {
        return handle.execute(
                        "DELETE FROM blocks WHERE blocker_id = ? AND blocked_id = ?",
                        blocker,
                        blocked)
                > 0;
    }

    /// Most recent first.
    static List<UserId> blockedBy(Handle handle, UserId blocker) {
        return handle.createQuery(
                        """
                        SELECT blocked_id FROM blocks WHERE blocker_id = :blocker
                        ORDER BY created_at DESC, blocked_id
                        """)
                .bind("blocker", blocker)
                .mapTo(UserId.class)
                .list();
    }

    private static Object[] values(Collection<UserId> users) {
        return users.stream().map(UserId::value).toArray();
    }
}
