package org.kocmoc.chats;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// SQL of what members set for their chats.
final class ChatSettingsStore {
    /// What is set for a chat.
    public record Row(
            ChatId chatId,
            boolean muted,
            @Nullable Instant mutedUntil,
            boolean archived,
            boolean pinned,
            @Nullable Integer pinPosition) {}

    private static final String RETURNING =
            "RETURNING p.chat_id, p.muted, p.muted_until, p.archived, p.pinned, p.pin_position";

    private ChatSettingsStore() {}

    /// What was read stays read; a number set by hand replaces what was counted until then. A chat
    /// that is pinned goes above those that are.
    static Optional<Row> set(Handle handle, ChatForMember member, ChatSettings.Change change) {
        return handle.createQuery(
                        """
                        UPDATE chat_participants p SET
                            muted = coalesce(new.muted, new.until IS NOT NULL OR p.muted),
                            muted_until = CASE WHEN new.until IS NOT NULL THEN new.until
                                WHEN new.muted IS NULL THEN p.muted_until END,
                            archived = coalesce(:archived, p.archived),
                            pinned = coalesce(new.pinned, p.pinned),
                            pin_position = CASE WHEN NOT coalesce(new.pinned, p.pinned) THEN NULL
                                WHEN p.pinned THEN p.pin_position
                                ELSE (SELECT coalesce(min(o.pin_position), 0) - 1
                                      FROM chat_participants o
                                      WHERE o.user_id = :user AND o.pinned) END,
                            unread_count = coalesce(new.unread, p.unread_count),
                            count_from = CASE WHEN new.unread IS NULL THEN p.count_from ELSE (
                                SELECT last_seq FROM chat_heads h WHERE h.chat_id = p.chat_id) END
                        FROM (SELECT CAST(:muted AS boolean), CAST(:until AS timestamptz),
                                  CAST(:pinned AS boolean), CAST(:unread AS integer))
                            AS new (muted, until, pinned, unread)
                        WHERE p.chat_id = :chat AND p.user_id = :user
                        """
                                + RETURNING)
                .bind("muted", change.muted())
                .bind("until", change.mutedUntil())
                .bind("archived", change.archived())
                .bind("pinned", change.pinned())
                .bind("unread", change.unreadCount())
                .bind("chat", member.chat())
                .bind("user", member.user())
                .mapTo(Row.class)
                .findOne();
    }

    /// Returns the chats that this changed.
    static List<Row> arrangePins(Handle handle, UserId user, List<ChatId> chats) {
        return handle.createQuery(
                        """
                        UPDATE chat_participants p
                        SET pinned = wanted.position IS NOT NULL, pin_position = wanted.position
                        FROM chat_participants own
                        LEFT JOIN (
                            SELECT chat, min(position)::int AS position
                            FROM unnest(:chats) WITH ORDINALITY AS ids (chat, position)
                            GROUP BY chat
                        ) AS wanted ON wanted.chat = own.chat_id
                        WHERE own.user_id = :user AND p.id = own.id
                            AND (p.pinned OR wanted.position IS NOT NULL)
                            AND (NOT p.pinned OR p.pin_position IS DISTINCT FROM wanted.position)
                        """
                                + RETURNING)
                .bindArray("chats", Long.class, chats.stream().map(ChatId::value).toArray())
                .bind("user", user)
                .mapTo(Row.class)
                .list();
    }

    static int pins(Handle handle, UserId user) {
        return handle.createQuery(
                        "SELECT count(*) FROM chat_participants WHERE user_id = :user AND pinned")
                .bind("user", user)
                .mapTo(Integer.class)
                .one();
    }
}
