package org.kocmoc.client.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kocmoc.client.model.Position;
import org.kocmoc.ratchet.RatchetStore.Records;

/// Up to where a group has been read. Immutable.
///
/// @param at the last entry of the chat's log that was looked at
/// @param newest newest entry of the membership chain that a message was accepted under; 0 for none
record GroupCursor(Position at, long newest) {
    private static final String NAME = "sdk.cursors";

    static Map<Long, GroupCursor> all(Records records) {
        Map<Long, GroupCursor> all = new TreeMap<>();
        String text = records.get(NAME).map(Encodings::of).orElse("");
        for (String one : text.isEmpty() ? new String[0] : text.split(" ")) {
            String[] pieces = one.split("\\.");
            Position at = new Position(Long.parseLong(pieces[1]), Long.parseLong(pieces[2]));
            all.put(Long.parseLong(pieces[0]), new GroupCursor(at, Long.parseLong(pieces[3])));
        }
        return all;
    }

    static Optional<GroupCursor> find(Records records, long chat) {
        return Optional.ofNullable(all(records).get(chat));
    }

    void put(Records records, long chat) {
        Map<Long, GroupCursor> all = all(records);
        all.put(chat, this);
        StringBuilder text = new StringBuilder();
        all.forEach(
                (id, cursor) ->
                        text.append(text.isEmpty() ? "" : " ")
                                .append(id)
                                .append('.')
                                .append(cursor.at.epoch())
                                .append('.')
                                .append(cursor.at.seq())
                                .append('.')
                                .append(cursor.newest));
        records.put(NAME, text.toString().getBytes(UTF_8));
    }

    GroupCursor to(Position position) {
        return new GroupCursor(position, newest);
    }

    GroupCursor under(long epoch) {
        return new GroupCursor(at, Math.max(newest, epoch));
    }
}
