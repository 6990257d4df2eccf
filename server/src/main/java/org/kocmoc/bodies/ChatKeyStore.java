package org.kocmoc.bodies;

import java.util.List;
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

    /// A wrapped key and where it belongs.
    record Placed(ChatId chat, int version, byte[] key) {}

    /// Locks some keys that another master key than the given one wraps.
    static List<Placed> underOther(Handle handle, String masterKeyId, int limit) {
        return handle.createQuery(
                        """
                        SELECT chat_id, version, wrapped FROM chat_keys
                        WHERE master_key_id <> :master
                        ORDER BY chat_id, version LIMIT :limit FOR UPDATE
                        """)
                .bind("master", masterKeyId)
                .bind("limit", limit)
                .map(
                        (row, context) ->
                                new Placed(
                                        new ChatId(row.getLong(1)), row.getInt(2), row.getBytes(3)))
                .list();
    }

    static void replace(Handle handle, Placed key, String masterKeyId) {
        handle.createUpdate(
                        """
                        UPDATE chat_keys SET wrapped = :wrapped, master_key_id = :master
                        WHERE chat_id = :chat AND version = :version
                        """)
                .bind("wrapped", key.key())
                .bind("master", masterKeyId)
                .bind("chat", key.chat())
                .bind("version", key.version())
                .execute();
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
