package org.kocmoc.client.encryption;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;
import tools.jackson.databind.JsonNode;

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

    /// Notes what a chat is that others began, or that a store of before did not note: the server
    /// is asked once and believed from then on. Nothing is noted of a readable chat.
    ///
    /// @param speaker who is known to speak there, else 0
    /// @throws RatchetException if the speaker is none of the two
    static void learn(Device device, long chat, long speaker) {
        if (isPinned(device.store(), chat)) {
            return;
        }
        JsonNode shown = device.call("GET", "/api/chats/" + chat, null).path("chat");
        if (!shown.path("mode").asString("").equals("e2ee")) {
            return;
        }
        if (shown.path("type").asString("").equals("group")) {
            pin(device.store(), chat, 0);
            return;
        }
        long peer = shown.path("peer_id").asLong(0);
        if (peer == 0) {
            // Gone, or not told: nothing is sent there then.
            return;
        }
        if (speaker != 0 && speaker != peer && speaker != device.session().user()) {
            throw stranger();
        }
        pin(device.store(), chat, peer);
    }

    /// Refuses what somebody says in a chat of two others, or in a group that nobody signed for
    /// them in.
    static void requireMember(Device device, Records records, long chat, Address from) {
        long user = from.userId();
        long peer = records.get(name(chat)).map(bytes -> new Unpacker(bytes).u64()).orElse(0L);
        boolean member =
                peer > 0
                        ? user == peer || user == device.session().user()
                        : MemberChain.find(records, chat)
                                .map(chain -> chain.named().contains(user))
                                .orElse(true);
        if (!member) {
            throw stranger();
        }
    }

    private static RatchetException stranger() {
        return new RatchetException(Reason.NOT_A_MEMBER, "a message of somebody else");
    }

    private static String name(long chat) {
        return "sdk.chat." + chat;
    }
}
