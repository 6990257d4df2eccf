package org.kocmoc.push;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// SQL of looking for people to tell.
final class LookoutStore {
    /// How far looking has come.
    public record Progress(long seenId, long settledId) {}

    private static final String TELL =
            """
            WITH fresh AS MATERIALIZED (
                SELECT m.id, m.chat_id, m.seq, m.sender_id, r.sender_id AS answered
                FROM messages m LEFT JOIN messages r ON r.id = m.reply_to
                WHERE m.id > :after AND m.id <= :upTo
                    AND m.counts AND m.deleted_at IS NULL
            ), found AS (
                SELECT p.user_id, p.chat_id, p.read_seq, max(f.seq) AS seq,
                    coalesce(bool_or(mm.user_id IS NOT NULL OR f.answered = p.user_id),
                        false) AS named
                FROM fresh f
                JOIN chat_participants p ON p.chat_id = f.chat_id
                    AND f.seq > greatest(p.read_seq, p.visible_from_seq)
                    AND p.user_id IS DISTINCT FROM f.sender_id
                LEFT JOIN message_mentions mm
                    ON mm.message_id = f.id AND mm.user_id = p.user_id
                WHERE mm.user_id IS NOT NULL OR f.answered = p.user_id
                    OR NOT (p.muted AND coalesce(p.muted_until > :now, true))
                GROUP BY p.user_id, p.chat_id, p.read_seq
            ), told AS (
                INSERT INTO push_told (user_id, chat_id, seq, named, told_at)
                SELECT f.user_id, f.chat_id, f.seq, f.named, :now
                FROM found f
                JOIN users u ON u.id = f.user_id AND NOT u.banned
                JOIN chats c ON c.id = f.chat_id
                LEFT JOIN push_told b
                    ON b.user_id = f.user_id AND b.chat_id = f.chat_id
                WHERE EXISTS (
                    SELECT FROM push_subscriptions s WHERE s.user_id = f.user_id
                        AND (s.encrypted OR c.mode = 'server'))
            """
                    + "AND "
                    + Away.isAway("f.user_id")
                    + """
                AND (b.seq IS NULL OR f.seq > b.seq AND (b.seq <= f.read_seq
                    OR u.last_seen_at > b.told_at OR f.named AND NOT b.named))
                ORDER BY f.user_id, f.chat_id
                ON CONFLICT (user_id, chat_id) DO UPDATE SET seq = excluded.seq,
                    named = excluded.named, told_at = excluded.told_at
                RETURNING user_id, chat_id, seq, named
            )
            INSERT INTO push_outbox
                (subscription_id, chat_id, kind, seq, created_at, next_try_at)
            SELECT s.id, t.chat_id,
                CASE WHEN t.named THEN 'mention' ELSE 'message' END, t.seq, :now, :now
            FROM told t
            JOIN chats c ON c.id = t.chat_id
            JOIN push_subscriptions s ON s.user_id = t.user_id
                AND (s.encrypted OR c.mode = 'server')
            ON CONFLICT (subscription_id, chat_id) DO UPDATE
            SET kind = excluded.kind, seq = excluded.seq
            """;

    private LookoutStore() {}

    static boolean isAnybodySubscribed(Handle handle) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM push_subscriptions)")
                .mapTo(Boolean.class)
                .one();
    }

    /// Without subscriptions nobody looks: the first one begins at the present end, not at what was
    /// written long before.
    static void beginIfIdle(Handle handle) {
        handle.execute(
                """
                UPDATE push_progress SET seen_id = now.id, settled_id = now.id
                FROM (SELECT coalesce(max(id), 0) AS id FROM messages) AS now
                WHERE NOT EXISTS (SELECT FROM push_subscriptions)
                """);
    }

    /// The position, locked; empty while another node looks.
    static Optional<Progress> lock(Handle handle) {
        return handle.createQuery(
                        "SELECT seen_id, settled_id FROM push_progress FOR UPDATE SKIP LOCKED")
                .mapTo(Progress.class)
                .findOne();
    }

    /// The highest message id above one, within a stretch.
    static long newest(Handle handle, long above, int stretch) {
        return handle.createQuery(
                        """
                        SELECT coalesce(max(id), :above) FROM (
                            SELECT id FROM messages WHERE id > :above ORDER BY id LIMIT :stretch
                        ) AS next
                        """)
                .bind("above", above)
                .bind("stretch", stretch)
                .mapTo(Long.class)
                .one();
    }

    static void seen(Handle handle, long id, Instant now) {
        handle.execute("UPDATE push_progress SET seen_id = ?", id);
        handle.execute(
                "INSERT INTO push_looks (seen_id, looked_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                id,
                now);
    }

    /// The highest id that was seen by a time, if that is above what is settled.
    static @Nullable Long seenBy(Handle handle, Instant time) {
        return handle.createQuery("SELECT max(seen_id) FROM push_looks WHERE looked_at <= :time")
                .bind("time", time)
                .mapTo(Long.class)
                .one();
    }

    static void settled(Handle handle, long id) {
        handle.execute("UPDATE push_progress SET settled_id = greatest(settled_id, ?)", id);
        handle.execute("DELETE FROM push_looks WHERE seen_id <= ?", id);
    }

    /// Notes whom to tell of the messages in a range of ids.
    ///
    /// @return how many deliveries were noted
    static int tell(Handle handle, long after, long upTo, Instant now) {
        return handle.createUpdate(TELL)
                .bind("after", after)
                .bind("upTo", upTo)
                .bind("now", now)
                .execute();
    }
}
