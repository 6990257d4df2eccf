package org.kocmoc.client.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.RatchetStore.Records;

/// The newest message of each chat at the moment before this device was made: it cannot read that
/// one and those before. By the server's clock, since that of a device may be wrong, and as a time,
/// since numbers are given again after a restore.
final class FirstReadable {
    private static final String NAME = "sdk.beginnings";

    private FirstReadable() {}

    /// What the server shows now, for [#put].
    static String look(Session session) {
        return StreamSupport.stream(
                        session.call("GET", "/api/chats?e2ee=1", null).path("chats").spliterator(),
                        false)
                .filter(chat -> chat.path("mode").asString("").equals("e2ee"))
                .filter(chat -> chat.path("last_message_time").isString())
                .map(
                        chat ->
                                chat.path("id").asLong()
                                        + "="
                                        + chat.path("last_message_time").asString())
                .collect(Collectors.joining(" "));
    }

    static void put(Records records, String looked) {
        records.put(NAME, looked.getBytes(UTF_8));
    }

    /// Nothing if everything that this device is shown of the chat is newer than the device.
    static Optional<Instant> find(Records records, long chat) {
        String key = chat + "=";
        return Arrays.stream(records.get(NAME).map(Encodings::of).orElse("").split(" "))
                .filter(one -> one.startsWith(key))
                .map(one -> Instant.parse(one.substring(key.length())))
                .findFirst();
    }
}
