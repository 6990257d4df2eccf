package org.kocmoc.messages;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;

/// SQL of `chat_keys`.
final class ChatKeyStore {
    /// A wrapped key.
    record Wrapped(int version, byte[] key) {}

    private ChatKeyStore() {}

    static Optional<Wrapped> newest(Handle handle, ChatId chat) {
        return handle.createQuery(
                        """
                        SELECT version, wrapped FROM chat_keys
                        WHERE chat_id = :chat ORDER BY version DESC LIMIT 1
                        """)
                .bind("chat", chat.value())
                .map((row, context) -> new Wrapped(row.getInt(1), row.getBytes(2)))
                .findOne();
    }

    static Optional<byte[]> find(Handle handle, ChatId chat, int version) {
        return handle.createQuery(
                        "SELECT wrapped FROM chat_keys WHERE chat_id = :chat AND version = :version")
                .bind("chat", chat.value())
                .bind("version", version)
                .map((row, context) -> row.getBytes(1))
                .findOne();
    }

    /// Adds a key unless the version is there already.
    static void add(Handle handle, ChatId chat, Wrapped key, String masterKeyId) {
        handle.createUpdate(
                        """
                        INSERT INTO chat_keys (chat_id, version, wrapped, master_key_id)
                        VALUES (:chat, :version, :wrapped, :master) ON CONFLICT DO NOTHING
                        """)
                .bind("chat", chat.value())
                .bind("version", key.version())
                .bind("wrapped", key.key())
                .bind("master", masterKeyId)
                .execute();
    }
}
