package org.kocmoc.reports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;

/// SQL of complaints.
final class ReportStore {
    /// Where a message stands and who sent it.
    public record Place(ChatId chatId, long seq, @Nullable UserId senderId) {}

    private ReportStore() {}

    /// A message that is not deleted; it stays where it is until the transaction ends.
    static Optional<Place> place(Handle handle, MessageId message) {
        return handle.createQuery(
                        """
                        SELECT chat_id, seq, sender_id FROM messages
                        WHERE id = :message AND deleted_at IS NULL
                        FOR KEY SHARE
                        """)
                .bind("message", message)
                .mapTo(Place.class)
                .findOne();
    }

    /// Whether there is such an account; it stays until the transaction ends.
    static boolean holdUser(Handle handle, UserId user) {
        return handle.createQuery("SELECT id FROM users WHERE id = :user FOR KEY SHARE")
                .bind("user", user)
                .mapTo(Long.class)
                .findOne()
                .isPresent();
    }

    /// Whether the person had no open report about it.
    static boolean insert(Handle handle, NewReport report, Instant now) {
        return handle.createUpdate(
                                """
                                INSERT INTO reports
                                    (about, reporter_id, message_id, user_id, reason, created_at)
                                VALUES (:about, :reporter, :message, :user, :reason, :now)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("about", report.about())
                        .bind("reporter", report.reporter())
                        .bind("message", report.message())
                        .bind("user", report.user())
                        .bind("reason", report.reason())
                        .bind("now", now)
                        .execute()
                > 0;
    }

    /// Open or closed ones, newest first.
    static List<Report> list(Handle handle, boolean resolved, long before, int limit) {
        return handle.createQuery(
                        """
                        SELECT r.id, r.about, r.reporter_id, f.name AS reporter_name, r.message_id,
                            r.user_id, u.name AS user_name, r.reason, r.created_at, r.resolved_at,
                            r.resolved_by
                        FROM reports r
                        LEFT JOIN users f ON f.id = r.reporter_id
                        LEFT JOIN users u ON u.id = r.user_id
                        WHERE (r.resolved_at IS NOT NULL) = :resolved AND r.id < :before
                        ORDER BY r.id DESC LIMIT :limit
                        """)
                .bind("resolved", resolved)
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(Report.class)
                .list();
    }

    /// Closes a report, once; `false` if there is none.
    static boolean resolve(Handle handle, long report, UserId by, Instant now) {
        return handle.execute(
                        """
                        UPDATE reports SET resolved_at = coalesce(resolved_at, ?),
                            resolved_by = coalesce(resolved_by, ?)
                        WHERE id = ?
                        """,
                        now,
                        by.value(),
                        report)
                > 0;
    }
}
