package org.kocmoc.client.encryption;

import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;

/// Which chats are encrypted, and with whom those of two are: kept here, because the server could
/// say something else later.
final class PinnedChats {
    private PinnedChats() {}

    /// Keeps that a chat is encrypted.
    ///
    /// @param peer the other one in a chat of two, else 0
    static void pin(RatchetStore store, long chat, long peer) {
        store.update(
                records -> {
                    records.put(name(chat), new Packer().u64(peer).done());
                });
    }

    /// The other one in a chat of two; 0 in groups and chats that are not known.
    static long peer(RatchetStore store, long chat) {
        return store.transaction(records -> records.get(name(chat)))
                .map(bytes -> new Unpacker(bytes).u64())
                .orElse(0L);
    }

    static boolean isPinned(RatchetStore store, long chat) {
        return store.transaction(records -> records.get(name(chat))).isPresent();
    }

    private static String name(long chat) {
        return "sdk.chat." + chat;
    }
}
