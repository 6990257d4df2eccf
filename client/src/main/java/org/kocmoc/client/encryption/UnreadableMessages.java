package org.kocmoc.client.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetStore.Records;

/// The messages that could not be read yet.
final class UnreadableMessages {
    private static final String NAME = "sdk.missing";

    private UnreadableMessages() {}

    static List<MessageRef> all(Records records) {
        return keys(records).stream().map(UnreadableMessages::parse).toList();
    }

    static void add(Records records, MessageRef ref) {
        List<String> keys = keys(records);
        if (!keys.contains(ref.key())) {
            keys.add(ref.key());
            put(records, keys);
        }
    }

    static void remove(Records records, MessageRef ref) {
        List<String> keys = keys(records);
        if (keys.remove(ref.key())) {
            put(records, keys);
        }
    }

    private static MessageRef parse(String key) {
        String[] pieces = key.split("\\.");
        return new MessageRef(
                new Address(Long.parseLong(pieces[0]), Integer.parseInt(pieces[1])),
                Bytes.ofHex(pieces[2]));
    }

    private static List<String> keys(Records records) {
        String all = records.get(NAME).map(Encodings::of).orElse("");
        return new ArrayList<>(all.isEmpty() ? List.of() : List.of(all.split(" ")));
    }

    private static void put(Records records, List<String> keys) {
        records.put(NAME, String.join(" ", keys).getBytes(UTF_8));
    }
}
