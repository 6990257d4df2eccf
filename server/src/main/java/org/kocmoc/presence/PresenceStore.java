package org.kocmoc.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;

/// SQL of who is online where.
final class PresenceStore {
    private PresenceStore() {}

    /// Notes that a node lives, and whether it is cut off from the others. By the database's clock:
    /// those of the nodes may differ.
    ///
    /// @return when that is
    static Instant beat(Handle handle, String node, boolean deaf) {
        return handle.createQuery(
                        """
                        INSERT INTO nodes (id, beat_at, deaf) VALUES (:node, now(), :deaf)
                        ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at, deaf = excluded.deaf
                        RETURNING beat_at
                        """)
                .bind("node", node)
                .bind("deaf", deaf)
                .mapTo(Instant.class)
                .one();
    }

    /// Returns those who were not there yet.
    static List<UserId> add(Handle handle, String node, Collection<UserId> users) {
        return handle.createQuery(
                        """
                        INSERT INTO presence (user_id, node_id)
                        SELECT u.id, :node FROM users u WHERE u.id = ANY (:users)
                        ON CONFLICT DO NOTHING
                        RETURNING user_id
                        """)
                .bind("node", node)
                .bindArray("users", Long.class, ids(users))
                .mapTo(UserId.class)
                .list();
    }

    static void remove(Handle handle, String node, Collection<UserId> users) {
        handle.createUpdate("DELETE FROM presence WHERE node_id = :node AND user_id = ANY (:users)")
                .bind("node", node)
                .bindArray("users", Long.class, ids(users))
                .execute();
    }

    /// Forgets nodes that are gone, or have not been heard of for too long.
    static void forget(Handle handle, String gone, Duration silence) {
        handle.createUpdate(
                        """
                        DELETE FROM nodes
                        WHERE id = :gone OR beat_at < now() - make_interval(secs => :silence)
                        """)
                .bind("gone", gone)
                .bind("silence", silence.toSeconds())
                .execute();
    }

    /// Whether another node has given a sign of life since a time, and no end.
    static boolean hasOther(Handle handle, String node, Instant since) {
        return handle.createQuery(
                        "SELECT EXISTS (SELECT FROM nodes WHERE id <> :node AND beat_at > :since)")
                .bind("node", node)
                .bind("since", since)
                .mapTo(Boolean.class)
                .one();
    }

    /// Whether another node that lives is cut off.
    static boolean isAnotherDeaf(Handle handle, String node) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM nodes WHERE deaf AND id <> :node)")
                .bind("node", node)
                .mapTo(Boolean.class)
                .one();
    }

    /// How people are now.
    static List<PresenceChange> states(Handle handle, Collection<UserId> users) {
        return handle.createQuery(
                        """
                        SELECT id AS "user", online, last_seen_at AS at
                        FROM users WHERE id = ANY (:users)
                        """)
                .bindArray("users", Long.class, ids(users))
                .mapTo(PresenceChange.class)
                .list();
    }

    /// Brings the `online` column of some people to what the nodes say; returns whom that changed.
    static List<PresenceChange> settle(Handle handle, Collection<UserId> users, Instant now) {
        return handle.createQuery(
                        """
                        WITH now_online AS (
                            SELECT u.id, EXISTS (
                                SELECT FROM presence p WHERE p.user_id = u.id) AS online
                            FROM users u WHERE u.id = ANY (:users)
                            ORDER BY u.id FOR NO KEY UPDATE OF u
                        )
                        UPDATE users u SET online = n.online, last_seen_at = :now
                        FROM now_online n WHERE u.id = n.id AND u.online <> n.online
                        RETURNING u.id AS "user", u.online, u.last_seen_at AS at
                        """)
                .bindArray("users", Long.class, ids(users))
                .bind("now", now)
                .mapTo(PresenceChange.class)
                .list();
    }

    /// People who are said to be online and are on no node.
    static List<UserId> lost(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT u.id FROM users u
                        WHERE u.online AND NOT EXISTS (
                            SELECT FROM presence p WHERE p.user_id = u.id)
                        """)
                .mapTo(UserId.class)
                .list();
    }

    private static Object[] ids(Collection<UserId> users) {
        return users.stream().map(UserId::value).toArray();
    }
}
