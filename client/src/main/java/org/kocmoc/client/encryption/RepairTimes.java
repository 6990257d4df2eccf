package org.kocmoc.client.encryption;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;

/// When a new session with a device was last begun to heal something.
final class RepairTimes {
    private RepairTimes() {}

    /// In milliseconds; 0 if never.
    static long last(RatchetStore store, Address peer) {
        return store.transaction(records -> records.get(name(peer)))
                .map(bytes -> new Unpacker(bytes).u64())
                .orElse(0L);
    }

    static void note(RatchetStore.Records records, Address peer, long ms) {
        records.put(name(peer), new Packer().u64(ms).done());
    }

    private static String name(Address peer) {
        return "sdk.repaired." + peer.userId() + "." + peer.deviceId();
    }
}
