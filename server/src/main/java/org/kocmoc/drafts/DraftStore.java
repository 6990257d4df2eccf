package org.kocmoc.drafts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// SQL of `drafts`.
final class DraftStore {
    /// A row, the text still sealed.
    public record Stored(
            ChatId chatId,
            int version,
            byte @Nullable [] body,
            @Nullable Integer keyVersion,
            @Nullable Long replyTo,
            Instant updatedAt) {}

    /// What replaces a row's content; without body it is emptied.
    record Content(byte @Nullable [] body, @Nullable Integer keyVersion, @Nullable Long replyTo) {
        static final Content NONE = new Content(null, null, null);
    }

    private static final String ROW =
            "SELECT d.chat_id, d.version, d.body, d.key_version, d.reply_to, d.updated_at FROM drafts d ";

    private DraftStore() {}

    /// Those with a text, in chats that are listed; last changed first.
    static List<Stored> ofUser(Handle handle, UserId user) {
        return handle.createQuery(
                        ROW
                                + """
                                JOIN chat_participants p
                                    ON p.chat_id = d.chat_id AND p.user_id = d.user_id
                                WHERE d.user_id = :user AND d.body IS NOT NULL AND NOT p.hidden
                                ORDER BY d.updated_at DESC, d.chat_id
                                """)
                .bind("user", user)
                .mapTo(Stored.class)
                .list();
    }

    static int count(Handle handle, UserId user) {
        return handle.createQuery(
                        "SELECT count(*) FROM drafts WHERE user_id = :user AND body IS NOT NULL")
                .bind("user", user)
                .mapTo(Integer.class)
                .one();
    }

    static Optional<Stored> find(Handle handle, ChatId chat, UserId user) {
        return find(handle, chat, user, "");
    }

    /// As [#find], locked until the end of the transaction.
    static Optional<Stored> lock(Handle handle, ChatId chat, UserId user) {
        return find(handle, chat, user, "FOR UPDATE");
    }

    private static Optional<Stored> find(Handle handle, ChatId chat, UserId user, String lock) {
        return handle.createQuery(ROW + "WHERE d.chat_id = :chat AND d.user_id = :user " + lock)
                .bind("chat", chat)
                .bind("user", user)
                .mapTo(Stored.class)
                .findOne();
    }

    /// Makes an empty row of version 0 unless there is one, so that it can be locked.
    static void prepare(Handle handle, ChatId chat, UserId user, Instant at) {
        handle.execute(
                """
                INSERT INTO drafts (chat_id, user_id, version, updated_at) VALUES (?, ?, 0, ?)
                ON CONFLICT DO NOTHING
                """,
                chat,
                user,
                at);
    }

    /// Replaces the content of the row that has the version; whether there was one.
    static boolean replace(
            Handle handle, ChatId chat, UserId user, int version, Content content, Instant at) {
        return handle.createUpdate(
                                """
                                UPDATE drafts SET version = version + 1, body = :body,
                                    key_version = :key, reply_to = :reply, updated_at = :at
                                WHERE chat_id = :chat AND user_id = :user AND version = :version
                                    AND (body IS NOT NULL OR CAST(:body AS bytea) IS NOT NULL)
                                """)
                        .bind("body", content.body())
                        .bind("key", content.keyVersion())
                        .bind("reply", content.replyTo())
                        .bind("at", at)
                        .bind("chat", chat)
                        .bind("user", user)
                        .bind("version", version)
                        .execute()
                > 0;
    }
}
