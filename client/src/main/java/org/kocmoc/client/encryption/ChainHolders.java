package org.kocmoc.client.encryption;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// Which devices have this device's present chain of a group.
final class ChainHolders {
    private static final int MAX = 64;

    private ChainHolders() {}

    static Set<Recipient> all(Records records, long chat) {
        Set<Recipient> all = new LinkedHashSet<>();
        records.get(name(chat))
                .ifPresent(
                        bytes -> {
                            ProtoReader in = ProtoReader.ofStored(bytes);
                            while (in.next(1)) {
                                all.add(decode(in.bytes(1, 1, MAX)));
                            }
                            in.end();
                        });
        return all;
    }

    static void put(Records records, long chat, Collection<Recipient> all) {
        ProtoWriter out = new ProtoWriter();
        all.forEach(one -> out.bytes(1, one.encode().done()));
        records.put(name(chat), out.done());
    }

    private static Recipient decode(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        Recipient one = Recipient.decode(in);
        in.end();
        return one;
    }

    private static String name(long chat) {
        return "sdk.holders." + chat;
    }
}
