package org.kocmoc.terms;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.vault.Vault;

/// Which messages hold which words. Any thread; blocks.
public final class TermIndex {
    private static final String MAC = "HmacSHA256";
    private static final int TERM_BYTES = 8;

    /// Asked by name only once: looking through all providers takes longer than hashing a word.
    private static final Provider PROVIDER = provider();

    private final Database database;
    private final SearchKeys keys;

    /// The index of one database.
    public TermIndex(Database database, Vault vault) {
        this.database = database;
        this.keys = new SearchKeys(database, vault);
    }

    /// Reads keys anew from now on: those that were made before may be lost with the database that
    /// held them.
    public void forgetKeys() {
        keys.forget();
    }

    /// The words of one message, hashed: made before a transaction, stored inside.
    public static final class Entry {
        private final TermStore.Row row;

        private Entry(TermStore.Row row) {
            this.row = row;
        }
    }

    /// Hashes the words of a message; empty if its chat is gone.
    public Optional<Entry> entry(ChatId chat, MessageId message, String text) {
        return keys.ofChat(chat)
                .map(
                        key ->
                                new Entry(
                                        new TermStore.Row(
                                                message, chat, hash(key, Words.stems(text)))));
    }

    /// Stores the words of messages that have none stored, within the caller's transaction.
    public void add(Handle handle, Collection<Entry> entries) {
        TermStore.add(handle, entries.stream().map(entry -> entry.row).toList());
    }

    /// Stores the words of a message instead of earlier ones, within the caller's transaction.
    public void replace(Handle handle, Entry entry) {
        TermStore.replace(handle, entry.row);
    }

    /// Forgets a message, within the caller's transaction.
    public static void remove(Handle handle, MessageId message) {
        TermStore.remove(handle, message);
    }

    /// As [#remove] for several messages.
    public static void removeAll(Handle handle, Collection<MessageId> messages) {
        TermStore.removeAll(handle, messages);
    }

    /// Those of several messages that have no words stored.
    public static Set<MessageId> missing(Handle handle, Collection<MessageId> messages) {
        return TermStore.missing(handle, messages);
    }

    /// The id up to which all messages were looked at.
    public static long progress(Handle handle) {
        return TermStore.progress(handle);
    }

    /// Notes that all messages up to this were looked at.
    public static void setProgress(Handle handle, MessageId upTo) {
        TermStore.setProgress(handle, upTo);
    }

    /// Messages of these chats that seem to hold all the stems, newest first: candidates, which may
    /// have been edited or deleted since.
    ///
    /// @param before only messages with a smaller id
    public List<MessageId> find(
            Collection<ChatId> chats, Set<String> stems, long before, int limit) {
        Map<ChatId, byte[]> known = keys.ofChats(chats);
        if (known.isEmpty() || stems.isEmpty()) {
            return List.of();
        }
        List<String> some = stems.stream().limit(Size.SEARCH_WORDS.value()).toList();
        List<TermStore.Wanted> wanted =
                known.entrySet().stream()
                        .map(
                                entry ->
                                        new TermStore.Wanted(
                                                entry.getKey(), hash(entry.getValue(), some)))
                        .toList();
        return database.read(handle -> TermStore.find(handle, wanted, before, limit));
    }

    private static Provider provider() {
        try {
            return Mac.getInstance(MAC).getProvider();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<byte[]> hash(byte[] key, Collection<String> stems) {
        try {
            Mac mac = Mac.getInstance(MAC, PROVIDER);
            mac.init(new SecretKeySpec(key, MAC));
            return stems.stream()
                    .map(stem -> Arrays.copyOf(mac.doFinal(Bytes.utf8(stem)), TERM_BYTES))
                    .toList();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Wraps some of the search keys that are under another master key anew, within the caller's
    /// transaction; what they hashed stays as it is.
    ///
    /// @return how many; 0 if none is left
    public static int resealSome(Handle handle, Vault vault) {
        return SearchKeys.resealSome(handle, vault);
    }
}
