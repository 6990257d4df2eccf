package org.kocmoc.terms;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;

/// SQL of `chat_search_keys`.
final class SearchKeyStore {
    /// A wrapped key and where it belongs.
    public record Wrapped(ChatId chatId, byte[] wrapped) {}

    private SearchKeyStore() {}

    static Optional<Wrapped> find(Handle handle, ChatId chat) {
        return find(handle, List.of(chat)).stream().findFirst();
    }

    static List<Wrapped> find(Handle handle, Collection<ChatId> chats) {
        return handle.createQuery(
                        "SELECT chat_id, wrapped FROM chat_search_keys WHERE chat_id = ANY (:chats)")
                .bindArray("chats", Long.class, chats.stream().map(ChatId::value).toArray())
                .mapTo(Wrapped.class)
                .list();
    }

    /// Adds a key unless the chat has one.
    static void add(Handle handle, Wrapped key, String masterKeyId) {
        handle.execute(
                """
                INSERT INTO chat_search_keys (chat_id, wrapped, master_key_id) VALUES (?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                key.chatId(),
                key.wrapped(),
                masterKeyId);
    }

    /// Locks some keys that another master key than the given one wraps.
    static List<Wrapped> underOther(Handle handle, String masterKeyId, int limit) {
        return handle.createQuery(
                        """
                        SELECT chat_id, wrapped FROM chat_search_keys WHERE master_key_id <> :master
                        ORDER BY chat_id LIMIT :limit FOR UPDATE
                        """)
                .bind("master", masterKeyId)
                .bind("limit", limit)
                .mapTo(Wrapped.class)
                .list();
    }

    static void replace(Handle handle, Wrapped key, String masterKeyId) {
        handle.execute(
                "UPDATE chat_search_keys SET wrapped = ?, master_key_id = ? WHERE chat_id = ?",
                key.wrapped(),
                masterKeyId,
                key.chatId());
    }
}
