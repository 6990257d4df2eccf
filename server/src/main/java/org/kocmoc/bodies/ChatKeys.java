package org.kocmoc.bodies;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.db.Database;
import org.kocmoc.db.SqlState;
import org.kocmoc.log.LogError;
import org.kocmoc.vault.Aead;
import org.kocmoc.vault.SealBrokenException;
import org.kocmoc.vault.Vault;

/// The data keys of chats: made at a chat's first message, kept wrapped by the master key, cached
/// open. Any thread; blocks for the database unless the key is cached, so never call it inside a
/// transaction.
final class ChatKeys {
    /// Open keys in memory: about 200 bytes each.
    private static final int CACHED = 50_000;

    private static final int RESEALED_AT_ONCE = 500;

    /// A data key and its number.
    record DataKey(int version, Aead aead) {}

    private record Id(ChatId chat, int version) {}

    private final Database database;
    private final Vault vault;
    private final Cache<ChatId, DataKey> newest = Caffeine.newBuilder().maximumSize(CACHED).build();
    private final Cache<Id, Aead> opened = Caffeine.newBuilder().maximumSize(CACHED).build();

    ChatKeys(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /// Forgets what is cached: the database may not hold it any more.
    void forget() {
        newest.invalidateAll();
        opened.invalidateAll();
    }

    /// The key that seals new texts of a chat; made if there is none.
    DataKey current(ChatId chat) {
        DataKey cached = newest.getIfPresent(chat);
        if (cached != null) {
            return cached;
        }
        DataKey key = load(chat);
        newest.put(chat, key);
        return key;
    }

    /// Whether [#current] need not ask the database.
    boolean isCached(ChatId chat) {
        return newest.getIfPresent(chat) != null;
    }

    /// The key that sealed a stored text.
    Aead version(ChatId chat, int version) {
        return opened.get(new Id(chat, version), this::open);
    }

    private Aead open(Id id) {
        byte[] wrapped =
                database.read(handle -> ChatKeyStore.find(handle, id.chat(), id.version()))
                        .orElseThrow(SealBrokenException::new);
        return unwrap(id.chat(), id.version(), wrapped);
    }

    private DataKey load(ChatId chat) {
        try {
            ChatKeyStore.Wrapped stored =
                    database.write(
                            handle ->
                                    ChatKeyStore.newest(handle, chat)
                                            .orElseGet(
                                                    () -> {
                                                        ChatKeyStore.add(
                                                                handle,
                                                                chat,
                                                                make(chat),
                                                                vault.currentKeyId());
                                                        // Another sender may have been first.
                                                        return ChatKeyStore.newest(handle, chat)
                                                                .orElseThrow();
                                                    }));
            return new DataKey(stored.version(), unwrap(chat, stored.version(), stored.key()));
        } catch (RuntimeException e) {
            if (SqlState.isForeignKeyViolation(e)) {
                throw new ApiException(LogError.CHAT_NOT_FOUND);
            }
            throw e;
        }
    }

    private ChatKeyStore.Wrapped make(ChatId chat) {
        byte[] key = Bytes.random(Aead.KEY_BYTES);
        return new ChatKeyStore.Wrapped(1, vault.seal(key, context(chat, 1)));
    }

    private Aead unwrap(ChatId chat, int version, byte[] wrapped) {
        return new Aead(vault.open(wrapped, context(chat, version)));
    }

    /// Wraps some keys that are under another master key anew, within the caller's transaction;
    /// what they encrypt stays as it is.
    ///
    /// @return how many; 0 if none is left
    static int resealSome(Handle handle, Vault vault) {
        List<ChatKeyStore.Placed> keys =
                ChatKeyStore.underOther(handle, vault.currentKeyId(), RESEALED_AT_ONCE);
        for (ChatKeyStore.Placed key : keys) {
            String context = context(key.chat(), key.version());
            byte[] sealed = vault.seal(vault.open(key.key(), context), context);
            ChatKeyStore.replace(
                    handle,
                    new ChatKeyStore.Placed(key.chat(), key.version(), sealed),
                    vault.currentKeyId());
        }
        return keys.size();
    }

    /// What binds a wrapped key to its place.
    private static String context(ChatId chat, int version) {
        return "chat-key/" + chat + "/" + version;
    }
}
