package org.kocmoc.terms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.db.Database;
import org.kocmoc.db.SqlState;
import org.kocmoc.vault.Vault;

/// The search keys of chats: made at a chat's first indexed message, kept wrapped by the master
/// key, cached open. A key of its own, apart from those that seal texts: whoever learns one learns
/// nothing about the other. Any thread; blocks for the database, so never inside a transaction.
final class SearchKeys {
    private static final int CACHED = 50_000;
    private static final int KEY_BYTES = 32;
    private static final int RESEALED_AT_ONCE = 500;

    private final Database database;
    private final Vault vault;
    private final Cache<ChatId, byte[]> opened = Caffeine.newBuilder().maximumSize(CACHED).build();

    SearchKeys(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    void forget() {
        opened.invalidateAll();
    }

    /// The key of a chat, made if there is none; empty if the chat is gone.
    Optional<byte[]> ofChat(ChatId chat) {
        byte[] cached = opened.getIfPresent(chat);
        if (cached != null) {
            return Optional.of(cached);
        }
        try {
            byte[] fresh = vault.seal(Bytes.random(KEY_BYTES), context(chat));
            SearchKeyStore.Wrapped stored =
                    database.write(
                            handle ->
                                    SearchKeyStore.find(handle, chat)
                                            .orElseGet(() -> added(handle, chat, fresh)));
            byte[] key = vault.open(stored.wrapped(), context(chat));
            opened.put(chat, key);
            return Optional.of(key);
        } catch (RuntimeException e) {
            if (SqlState.isForeignKeyViolation(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Another sender may have been first.
    private SearchKeyStore.Wrapped added(Handle handle, ChatId chat, byte[] fresh) {
        SearchKeyStore.add(handle, new SearchKeyStore.Wrapped(chat, fresh), vault.currentKeyId());
        return SearchKeyStore.find(handle, chat).orElseThrow();
    }

    /// The keys of those chats that have one.
    Map<ChatId, byte[]> ofChats(Collection<ChatId> chats) {
        Map<ChatId, byte[]> keys = new HashMap<>(opened.getAllPresent(chats));
        List<ChatId> missing = new ArrayList<>(chats);
        missing.removeAll(keys.keySet());
        if (!missing.isEmpty()) {
            for (SearchKeyStore.Wrapped stored :
                    database.read(handle -> SearchKeyStore.find(handle, missing))) {
                byte[] key = vault.open(stored.wrapped(), context(stored.chatId()));
                opened.put(stored.chatId(), key);
                keys.put(stored.chatId(), key);
            }
        }
        return keys;
    }

    /// Wraps some keys that are under another master key anew, within the caller's transaction.
    ///
    /// @return how many; 0 if none is left
    static int resealSome(Handle handle, Vault vault) {
        List<SearchKeyStore.Wrapped> keys =
                SearchKeyStore.underOther(handle, vault.currentKeyId(), RESEALED_AT_ONCE);
        for (SearchKeyStore.Wrapped key : keys) {
            String context = context(key.chatId());
            byte[] sealed = vault.seal(vault.open(key.wrapped(), context), context);
            SearchKeyStore.replace(
                    handle, new SearchKeyStore.Wrapped(key.chatId(), sealed), vault.currentKeyId());
        }
        return keys.size();
    }

    /// What binds a wrapped key to its place.
    private static String context(ChatId chat) {
        return "chat-search-key/" + chat;
    }
}
