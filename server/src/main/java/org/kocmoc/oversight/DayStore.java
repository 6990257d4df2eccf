package org.kocmoc.oversight;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// SQL of `daily_statistics`.
final class DayStore {
    private DayStore() {}

    /// In ascending order.
    static List<Day> since(Handle handle, LocalDate first) {
        return handle.createQuery(
                        """
                        SELECT day, registrations, messages, active_users, storage_bytes, database_bytes
                        FROM daily_statistics WHERE day >= :first ORDER BY day
                        """)
                .bind("first", first)
                .mapTo(Day.class)
                .list();
    }

    /// Counts messages that are not counted yet and were stored before a time, some at once.
    ///
    /// @return whether there may be more
    static boolean countMessages(Handle handle, Instant settled, int limit) {
        long from =
                handle.createQuery("SELECT message_id FROM daily_statistics_progress FOR UPDATE")
                        .mapTo(Long.class)
                        .one();
        Optional<Long> to =
                handle.createQuery(
                                """
                                SELECT max(id) FROM (
                                    SELECT id, bool_and(created_at < :settled) OVER (ORDER BY id) AS old
                                    FROM (SELECT id, created_at FROM messages WHERE id > :from
                                          ORDER BY id LIMIT :limit) AS next
                                ) AS part WHERE old
                                """)
                        .bind("settled", settled)
                        .bind("from", from)
                        .bind("limit", limit)
                        .mapTo(Long.class)
                        .findOne();
        if (to.isEmpty()) {
            return false;
        }
        handle.createUpdate(
                        """
                        INSERT INTO daily_statistics AS d (day, messages)
                        SELECT (created_at AT TIME ZONE 'UTC')::date, count(*) FROM messages
                        WHERE id > :from AND id <= :to GROUP BY 1
                        ON CONFLICT (day) DO UPDATE SET messages = d.messages + EXCLUDED.messages
                        """)
                .bind("from", from)
                .bind("to", to.get())
                .execute();
        handle.execute("UPDATE daily_statistics_progress SET message_id = ?", to.get());
        return true;
    }

    static void countRegistrations(Handle handle) {
        handle.execute(
                """
                INSERT INTO daily_statistics AS d (day, registrations)
                SELECT (created_at AT TIME ZONE 'UTC')::date, count(*) FROM users GROUP BY 1
                ON CONFLICT (day) DO UPDATE
                SET registrations = EXCLUDED.registrations
                WHERE d.registrations < EXCLUDED.registrations
                """);
    }

    /// Notes the sizes of now, and who was active since the day began.
    static void noteToday(Handle handle, LocalDate today, Instant began) {
        handle.createUpdate(
                        """
                        INSERT INTO daily_statistics AS d
                            (day, active_users, storage_bytes, database_bytes)
                        SELECT :today,
                            (SELECT count(DISTINCT user_id) FROM sessions
                             WHERE coalesce(last_used_at, created_at) >= :began),
                            (SELECT coalesce(sum(size + coalesce(thumb_size, 0)), 0) FROM files
                             WHERE deleted_at IS NULL),
                            pg_database_size(current_database())
                        ON CONFLICT (day) DO UPDATE
                        SET active_users = greatest(d.active_users, EXCLUDED.active_users),
                            storage_bytes = EXCLUDED.storage_bytes,
                            database_bytes = EXCLUDED.database_bytes
                        """)
                .bind("today", today)
                .bind("began", began)
                .execute();
    }
}
