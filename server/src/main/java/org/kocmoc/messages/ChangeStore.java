package org.kocmoc.messages;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;
import org.kocmoc.log.NewMessage;

/// SQL that changes messages, always inside a transaction that holds the lock of the chat.
final class ChangeStore {
    private ChangeStore() {}

    /// Keeps the present text as history and puts a new one in its place.
    static void edit(Handle handle, StoredMessage row, NewMessage.Body body, Instant at) {
        handle.createUpdate(
                        """
                        INSERT INTO message_edits (message_id, revision, text, body, key_version, edited_at)
                        SELECT id, revision, text, body, key_version, :at FROM messages WHERE id = :id
                        """)
                .bind("id", row.id())
                .bind("at", at)
                .execute();
        handle.createUpdate(
                        """
                        UPDATE messages
                        SET text = :text, body = :body, key_version = :key, edited_at = :at,
                            revision = revision + 1, search_terms = NULL
                        WHERE id = :id
                        """)
                .bind("text", body.plain())
                .bind("body", body.sealed())
                .bind("key", body.keyVersion())
                .bind("at", at)
                .bind("id", row.id())
                .execute();
    }

    static void replaceMentions(Handle handle, StoredMessage row, List<UserId> mentions) {
        handle.execute("DELETE FROM message_mentions WHERE message_id = ?", row.id());
        handle.createUpdate(
                        """
                        INSERT INTO message_mentions (message_id, user_id, chat_id)
                        SELECT :message, user_id, chat_id FROM chat_participants
                        WHERE chat_id = :chat AND user_id = ANY (:users)
                        """)
                .bind("message", row.id())
                .bind("chat", row.chatId())
                .bindArray("users", Long.class, mentions.stream().map(UserId::value).toArray())
                .execute();
    }

    /// Removes all content; row, number and author stay. The files go later, after a grace period.
    static void scrub(Handle handle, StoredMessage row, Instant at) {
        handle.createUpdate(
                        """
                        UPDATE messages
                        SET deleted_at = :at, text = NULL, body = NULL, key_version = NULL,
                            file_url = NULL, file_name = NULL, file_size = NULL, file_type = NULL,
                            voice_url = NULL, voice_duration = NULL, forward_from_name = NULL,
                            forward_from_user = NULL, forward_from_message = NULL, media = NULL,
                            search_terms = NULL, envelope = NULL
                        WHERE id = :id
                        """)
                .bind("at", at)
                .bind("id", row.id())
                .execute();
        handle.execute(
                "DELETE FROM e2ee_mailbox WHERE chat_id = ? AND seq = ?", row.chatId(), row.seq());
        for (String table :
                List.of(
                        "message_edits",
                        "message_mentions",
                        "message_reactions",
                        "message_terms",
                        "chat_pins")) {
            handle.execute("DELETE FROM " + table + " WHERE message_id = ?", row.id());
        }
    }

    /// Sets somebody's reaction; whether that changed anything.
    static boolean react(Handle handle, long message, UserId user, String reaction, Instant at) {
        return handle.createUpdate(
                                """
                                INSERT INTO message_reactions (message_id, user_id, reaction, created_at)
                                VALUES (:message, :user, :reaction, :at)
                                ON CONFLICT (message_id, user_id) DO UPDATE
                                SET reaction = EXCLUDED.reaction, created_at = EXCLUDED.created_at
                                WHERE message_reactions.reaction <> EXCLUDED.reaction
                                """)
                        .bind("message", message)
                        .bind("user", user.value())
                        .bind("reaction", reaction)
                        .bind("at", at)
                        .execute()
                > 0;
    }

    /// Takes somebody's reaction back; whether there was one.
    static boolean unreact(Handle handle, long message, UserId user) {
        return handle.createUpdate(
                                "DELETE FROM message_reactions WHERE message_id = :message AND user_id = :user")
                        .bind("message", message)
                        .bind("user", user.value())
                        .execute()
                > 0;
    }
}
