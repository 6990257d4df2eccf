package org.kocmoc.client.encryption;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// Which devices have this device's present chain of a group.
final class Holders {
    private static final int MAX = 64;

    private Holders() {}

    static Set<Sender.Target> all(Records records, long chat) {
        Set<Sender.Target> all = new LinkedHashSet<>();
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

    static void put(Records records, long chat, Collection<Sender.Target> all) {
        ProtoWriter out = new ProtoWriter();
        all.forEach(one -> out.bytes(1, encode(one)));
        records.put(name(chat), out.done());
    }

    private static byte[] encode(Sender.Target one) {
        return new ProtoWriter()
                .number(1, one.address().userId())
                .number(2, one.address().deviceId())
                .number(3, one.registration())
                .done();
    }

    private static Sender.Target decode(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        Sender.Target one = new Sender.Target(new Address(in.u64(1), in.u32(2)), in.u32(3));
        in.end();
        return one;
    }

    private static String name(long chat) {
        return "sdk.holders." + chat;
    }
}
