package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;
import tools.jackson.databind.JsonNode;

/// Gives a server that was restored from a backup what it has forgotten: lists of the own devices,
/// pre-keys, and what this device has signed about the members of groups. Under the session's lock.
final class Recovery {
    private static final String NAME = "sdk.epoch";

    private final Device device;
    private final Memberships memberships;
    private final Keys keys;

    Recovery(Device device, Memberships memberships, Keys keys) {
        this.device = device;
        this.memberships = memberships;
        this.keys = keys;
    }

    /// Looks whether the log has begun a new epoch, which it does in a restore.
    ///
    /// @param sync where the server says that the logs stand
    void notice(JsonNode sync) {
        long epoch = sync.path("user").path("epoch").asLong(0);
        List<Long> chats = new ArrayList<>();
        for (JsonNode head : sync.path("chats")) {
            epoch = Math.max(epoch, head.path("epoch").asLong(0));
            chats.add(head.path("chat").asLong());
        }
        long known = device.store().transaction(Recovery::known);
        if (epoch > known && (known == 0 || heal(chats))) {
            long next = epoch;
            device.store()
                    .update(
                            records -> {
                                records.put(NAME, new Packer().u64(next).done());
                            });
        }
    }

    private static long known(Records records) {
        return records.get(NAME).map(bytes -> new Unpacker(bytes).u64()).orElse(0L);
    }

    /// Whether it is all as it was.
    private boolean heal(List<Long> chats) {
        device.directory().refresh(device.session().user());
        keys.renew();
        boolean whole = true;
        for (long chat : chats) {
            try {
                whole &= memberships.known(chat).isEmpty() || memberships.newest(chat).isPresent();
            } catch (EncryptionException e) {
                // Others have signed what is missing between: it goes on when they were here.
                whole = false;
            }
        }
        return whole;
    }
}
