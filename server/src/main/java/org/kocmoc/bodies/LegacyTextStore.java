package org.kocmoc.bodies;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.log.NewMessage;

/// SQL on texts in the clear. Rows are locked and those that somebody else holds are left for
/// later, so that an edit at the same time is never overwritten.
final class LegacyTextStore {
    /// A message in the clear; `sender` is 0 if unknown.
    public record Plain(
            long id, long sender, @Nullable String clientId, int revision, String text) {}

    /// An earlier text in the clear of an edited message.
    public record PlainEdit(
            long messageId, long sender, @Nullable String clientId, int revision, String text) {}

    private LegacyTextStore() {}

    /// Some chat that holds text in the clear.
    static Optional<Long> anyChat(Handle handle) {
        return handle.createQuery(
                        """
                        (SELECT chat_id FROM messages WHERE text IS NOT NULL ORDER BY id LIMIT 1)
                        UNION ALL
                        (SELECT m.chat_id FROM message_edits e JOIN messages m ON m.id = e.message_id
                         WHERE e.text IS NOT NULL LIMIT 1)
                        LIMIT 1
                        """)
                .mapTo(Long.class)
                .findOne();
    }

    static List<Plain> plain(Handle handle, ChatId chat, int limit) {
        return handle.createQuery(
                        """
                        SELECT id, coalesce(sender_id, 0) AS sender, client_id, revision, text
                        FROM messages WHERE chat_id = :chat AND text IS NOT NULL
                        ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
                        """)
                .bind("chat", chat.value())
                .bind("limit", limit)
                .mapTo(Plain.class)
                .list();
    }

    static List<PlainEdit> plainEdits(Handle handle, ChatId chat, int limit) {
        return handle.createQuery(
                        """
                        SELECT e.message_id, coalesce(m.sender_id, 0) AS sender, m.client_id,
                               e.revision, e.text
                        FROM message_edits e JOIN messages m ON m.id = e.message_id
                        WHERE m.chat_id = :chat AND e.text IS NOT NULL
                        LIMIT :limit FOR UPDATE OF e SKIP LOCKED
                        """)
                .bind("chat", chat.value())
                .bind("limit", limit)
                .mapTo(PlainEdit.class)
                .list();
    }

    static void seal(Handle handle, Plain row, NewMessage.Body body) {
        handle.createUpdate(
                        """
                        UPDATE messages SET text = NULL, body = :body, key_version = :key
                        WHERE id = :id
                        """)
                .bind("body", body.sealed())
                .bind("key", body.keyVersion())
                .bind("id", row.id())
                .execute();
    }

    static void seal(Handle handle, PlainEdit edit, NewMessage.Body body) {
        handle.createUpdate(
                        """
                        UPDATE message_edits SET text = NULL, body = :body, key_version = :key
                        WHERE message_id = :id AND revision = :revision
                        """)
                .bind("body", body.sealed())
                .bind("key", body.keyVersion())
                .bind("id", edit.messageId())
                .bind("revision", edit.revision())
                .execute();
    }
}
