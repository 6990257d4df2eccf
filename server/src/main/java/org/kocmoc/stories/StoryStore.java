package org.kocmoc.stories;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// SQL of stories. Each call runs on the caller's handle.
final class StoryStore {
    /// Whether neither of the author `a.id` and the reader `r.id` has blocked the other.
    private static final String NO_BLOCK =
            """
            NOT EXISTS (SELECT FROM blocks WHERE blocker_id = a.id AND blocked_id = r.id)
            AND NOT EXISTS (SELECT FROM blocks WHERE blocker_id = r.id AND blocked_id = a.id)
            """;

    /// Whether the reader `r.id` may see the live story `s` of the author `a`.
    private static final String VISIBLE =
            """
            s.expires_at > :now AND NOT a.banned AND (a.id = r.id OR (
                (EXISTS (SELECT FROM contacts WHERE owner_id = a.id AND contact_id = r.id)
                    OR EXISTS (SELECT FROM chat_participants x
                        JOIN chat_participants y ON y.chat_id = x.chat_id
                        WHERE x.user_id = a.id AND y.user_id = r.id))
                AND %s))
            """
                    .formatted(NO_BLOCK);

    private static final String SEEN =
            """
            SELECT s.id, a.id AS user_id, a.name AS user_name, a.avatar AS user_avatar, s.type,
                s.content_url, s.text, s.background, s.created_at, s.expires_at,
                EXISTS (SELECT FROM story_views WHERE story_id = s.id AND user_id = r.id) AS viewed,
                CASE WHEN a.id = r.id
                    THEN (SELECT count(*) FROM story_views WHERE story_id = s.id) END AS views
            FROM stories s JOIN users a ON a.id = s.user_id
            CROSS JOIN (SELECT CAST(:reader AS bigint) AS id) r
            WHERE %s
            """
                    .formatted(VISIBLE);

    private StoryStore() {}

    /// Stories that somebody may see, newest first.
    static List<Story> visibleTo(Handle handle, UserId reader, Instant now, int limit) {
        return handle.createQuery(SEEN + " ORDER BY s.created_at DESC, s.id DESC LIMIT :limit")
                .bind("reader", reader)
                .bind("now", now)
                .bind("limit", limit)
                .mapTo(Story.class)
                .list();
    }

    static Optional<Story> findVisible(Handle handle, UserId reader, long story, Instant now) {
        return handle.createQuery(SEEN + " AND s.id = :story")
                .bind("reader", reader)
                .bind("now", now)
                .bind("story", story)
                .mapTo(Story.class)
                .findOne();
    }

    /// Those who may see an author's stories, besides the author.
    static List<UserId> audience(Handle handle, UserId author, int limit) {
        return handle.createQuery(
                        """
                        SELECT r.id FROM (
                            SELECT contact_id AS id FROM contacts WHERE owner_id = :author
                            UNION
                            SELECT y.user_id FROM chat_participants x
                            JOIN chat_participants y ON y.chat_id = x.chat_id
                            WHERE x.user_id = :author AND y.user_id <> :author) r
                        CROSS JOIN (SELECT CAST(:author AS bigint) AS id) a
                        WHERE %s
                        LIMIT :limit
                        """
                                .formatted(NO_BLOCK))
                .bind("author", author)
                .bind("limit", limit)
                .mapTo(UserId.class)
                .list();
    }

    /// Lets one publication of an author after the other be counted.
    static long lockAndCount(Handle handle, UserId author, Instant now) {
        handle.createQuery("SELECT id FROM users WHERE id = :author FOR NO KEY UPDATE")
                .bind("author", author)
                .mapTo(Long.class)
                .findOne();
        return handle.createQuery(
                        "SELECT count(*) FROM stories WHERE user_id = :author AND expires_at > :now")
                .bind("author", author)
                .bind("now", now)
                .mapTo(Long.class)
                .one();
    }

    static long insert(
            Handle handle,
            UserId author,
            StoryDraft draft,
            @Nullable String fileId,
            Instant now,
            Instant expiresAt) {
        return handle.createQuery(
                        """
                        INSERT INTO stories
                            (user_id, type, content_url, text, background, file_id, created_at, expires_at)
                        VALUES (:author, :type, :url, :text, :background, :file, :now, :expires)
                        RETURNING id
                        """)
                .bind("author", author)
                .bind("type", draft.type().wireName())
                .bind("url", draft.contentUrl().orElse(null))
                .bind("text", draft.text().orElse(null))
                .bind("background", draft.background().orElse(null))
                .bind("file", fileId)
                .bind("now", now)
                .bind("expires", expiresAt)
                .mapTo(Long.class)
                .one();
    }

    /// Notes that somebody has seen a story; again changes nothing.
    static void view(Handle handle, long story, UserId viewer, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO story_views (story_id, user_id, viewed_at)
                        SELECT id, :viewer, :now FROM stories WHERE id = :story
                        ON CONFLICT DO NOTHING
                        """)
                .bind("story", story)
                .bind("viewer", viewer)
                .bind("now", now)
                .execute();
    }

    /// Who has seen a story, latest first.
    static List<StoryView> views(Handle handle, long story, int limit) {
        return handle.createQuery(
                        """
                        SELECT u.id AS user_id, u.name, u.avatar, v.viewed_at
                        FROM story_views v JOIN users u ON u.id = v.user_id
                        WHERE v.story_id = :story
                        ORDER BY v.viewed_at DESC, v.id DESC LIMIT :limit
                        """)
                .bind("story", story)
                .bind("limit", limit)
                .mapTo(StoryView.class)
                .list();
    }

    /// Author of a story that is there, visible or not.
    static Optional<UserId> author(Handle handle, long story) {
        return handle.createQuery("SELECT user_id FROM stories WHERE id = :story")
                .bind("story", story)
                .mapTo(UserId.class)
                .findOne();
    }

    /// Removes a story and says which file it showed.
    static List<String> delete(Handle handle, long story) {
        return files(handle, "DELETE FROM stories WHERE id = ? RETURNING file_id", story);
    }

    /// Removes some stories that have ended and says which files they showed; the empty text stands
    /// for a story without one.
    static List<String> deleteEnded(Handle handle, Instant now, int limit) {
        return handle.createQuery(
                        """
                        DELETE FROM stories WHERE id IN
                            (SELECT id FROM stories WHERE expires_at <= :now LIMIT :limit)
                        RETURNING coalesce(file_id, '')
                        """)
                .bind("now", now)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /// Removes all stories of an author and says which files they showed.
    static List<String> deleteAllOf(Handle handle, UserId author) {
        return files(
                handle, "DELETE FROM stories WHERE user_id = ? RETURNING file_id", author.value());
    }

    private static List<String> files(Handle handle, String sql, long value) {
        return handle
                .createQuery(sql)
                .bind(0, value)
                .map((row, context) -> Optional.ofNullable(row.getString(1)))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }
}
