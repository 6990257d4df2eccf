package org.kocmoc.client.encryption;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore.Records;
import tools.jackson.databind.JsonNode;

/// Reads on in groups, whose messages are no mail: each from where it was left, in the order of the
/// chat. What cannot be read is kept for repair and holds up nothing. Under the session's lock.
final class GroupReader {
    private static final int PAGE = 50;

    private final Device device;
    private final Repair repair;
    private final GroupOpener opener;
    private final Recovery recovery;
    private final Set<Long> noGroups = new HashSet<>();

    GroupReader(Device device, Repair repair, GroupOpener opener, Recovery recovery) {
        this.recovery = recovery;
        this.device = device;
        this.repair = repair;
        this.opener = opener;
    }

    /// Takes what is new.
    ///
    /// @param mail empties the mailbox, where keys may have come meanwhile
    /// @return how many messages there were
    int read(Consumer<Received> taken, Runnable mail) {
        Map<Long, GroupCursor> cursors = device.store().transaction(GroupCursor::all);
        Map<Long, Position> positions = new LinkedHashMap<>();
        cursors.forEach((chat, cursor) -> positions.put(chat, cursor.at()));
        JsonNode answer =
                device.call(
                        "POST",
                        "/api/sync",
                        Map.of("chats", positions, "encrypted", true, "limit", 1));
        recovery.notice(answer);
        int messages = 0;
        for (JsonNode head : answer.path("chats")) {
            long chat = head.path("chat").asLong();
            GroupCursor cursor = cursors.get(chat);
            // Not by the number of the newest message: edits and reactions are read as well.
            boolean news = cursor == null || head.path("seq").asLong() > cursor.at().seq();
            // After a restore of the server the numbers may have begun anew.
            boolean reload = head.path("reload").asBoolean(false);
            if ((news || reload) && isGroup(chat)) {
                messages += readChat(chat, reload ? null : cursor, head, taken, mail);
            }
        }
        return messages;
    }

    private int readChat(
            long chat,
            @Nullable GroupCursor known,
            JsonNode head,
            Consumer<Received> taken,
            Runnable mail) {
        GroupCursor from;
        try {
            from = known == null ? beginning(chat) : known;
        } catch (RefusedException e) {
            if (e.retryAfter().isPresent()) {
                throw e;
            }
            // No member any more.
            return 0;
        }
        return readOn(chat, from, end(head), taken, mail);
    }

    private static Position end(JsonNode head) {
        return new Position(head.path("epoch").asLong(), head.path("seq").asLong());
    }

    private boolean isGroup(long chat) {
        if (PinnedChats.isPinned(device.store(), chat)) {
            return PinnedChats.peer(device.store(), chat) == 0;
        }
        if (noGroups.contains(chat)) {
            return false;
        }
        try {
            JsonNode shown = device.call("GET", "/api/chats/" + chat, null).path("chat");
            boolean group =
                    shown.path("mode").asString("").equals("e2ee")
                            && shown.path("type").asString("").equals("group");
            if (group) {
                PinnedChats.pin(device.store(), chat, 0);
            } else {
                // Whose chat of two it is, is noted when somebody speaks there.
                noGroups.add(chat);
            }
            return group;
        } catch (RefusedException e) {
            if (Refusals.isTemporary(e)) {
                throw e;
            }
            // No member any more.
            return false;
        }
    }

    /// The last message before this device existed: it cannot read that and what was before.
    private GroupCursor beginning(long chat) {
        long newest =
                device.store()
                        .transaction(records -> GroupCursor.find(records, chat))
                        .map(GroupCursor::newest)
                        .orElse(0L);
        Optional<Instant> begun =
                device.store().transaction((Records records) -> FirstReadable.find(records, chat));
        long before = Long.MAX_VALUE >> 11;
        while (begun.isPresent()) {
            JsonNode page =
                    device.call(
                                    "GET",
                                    "/api/e2ee/chats/%d/messages?limit=%d&before=%d"
                                            .formatted(chat, PAGE, before),
                                    null)
                            .path("messages");
            for (int i = page.size() - 1; i >= 0; i--) {
                if (!createdAt(page.path(i)).isAfter(begun.get())) {
                    return new GroupCursor(position(page.path(i)), newest);
                }
            }
            if (page.size() < PAGE) {
                break;
            }
            before = page.path(0).path("seq").asLong();
        }
        return new GroupCursor(new Position(0, 0), newest);
    }

    private static Instant createdAt(JsonNode row) {
        return Instant.parse(row.path("created_at").asString());
    }

    private static Position position(JsonNode row) {
        return new Position(row.path("epoch").asLong(), row.path("seq").asLong());
    }

    private int readOn(
            long chat, GroupCursor from, Position end, Consumer<Received> taken, Runnable mail) {
        GroupCursor cursor = from;
        int messages = 0;
        while (true) {
            JsonNode page =
                    device.call(
                                    "GET",
                                    "/api/e2ee/chats/%d/messages?limit=%d&after=%d"
                                            .formatted(chat, PAGE, cursor.at().seq()),
                                    null)
                            .path("messages");
            for (JsonNode row : page) {
                cursor = take(chat, cursor, row, taken, mail).to(position(row));
                messages++;
            }
            if (page.size() < PAGE) {
                GroupCursor last = cursor.at().seq() < end.seq() ? cursor.to(end) : cursor;
                put(chat, last);
                return messages;
            }
            put(chat, cursor);
        }
    }

    private void put(long chat, GroupCursor cursor) {
        device.store()
                .update(
                        records -> {
                            cursor.put(records, chat);
                        });
    }

    private GroupCursor take(
            long chat, GroupCursor cursor, JsonNode row, Consumer<Received> taken, Runnable mail) {
        Address from =
                new Address(
                        Math.max(1, row.path("sender_id").asLong()),
                        Math.max(1, row.path("sender_device").asInt()));
        boolean meant =
                row.path("group_envelope").isString()
                        && row.path("body").isString()
                        && !row.path("deleted").asBoolean(false)
                        && !from.equals(device.keys().address());
        if (!meant) {
            return cursor;
        }
        MessageRef ref = new MessageRef(from, Bytes.ofHex(row.path("message_uuid").asString()));
        Optional<MessageRecord> held =
                device.store().transaction((Records r) -> MessageRecord.find(r, ref));
        if (held.isPresent() && held.get().keys() != null) {
            // It came before; its reader may have been cut off in the middle.
            if (!held.get().handled()) {
                repair.hand(held.get().open(ref, Encodings.bytes(row.path("body"))), taken);
            }
            return cursor.under(GroupOpener.epoch(row));
        }
        MessageRecord place = held.orElseGet(() -> place(chat, cursor, row));
        Received message;
        try {
            message = openOrFetchKeys(ref, place, row, mail);
        } catch (RatchetException e) {
            refuse(ref, place, e.reason(), taken);
            return cursor;
        } catch (EncryptionException e) {
            // The sender's keys are not as they were: what it says waits for a person.
            refuse(ref, place, e.reason(), taken);
            return cursor;
        }
        repair.hand(message, taken);
        return cursor.under(GroupOpener.epoch(row));
    }

    /// A key that was sent before the message may have come after the mailbox was emptied.
    private Received openOrFetchKeys(
            MessageRef ref, MessageRecord place, JsonNode row, Runnable mail) {
        try {
            return opener.open(ref, place, row);
        } catch (RatchetException e) {
            if (e.reason() != Reason.NO_SESSION) {
                throw e;
            }
            mail.run();
            // It may have brought what was asked for in a former run, which is read by that then.
            if (isRead(ref)) {
                throw new RatchetException(Reason.DUPLICATE, "read meanwhile");
            }
            return opener.open(ref, place, row);
        }
    }

    private boolean isRead(MessageRef ref) {
        return device.store()
                .transaction((Records records) -> MessageRecord.find(records, ref))
                .filter(held -> held.keys() != null)
                .isPresent();
    }

    private void refuse(
            MessageRef ref, MessageRecord place, Reason reason, Consumer<Received> taken) {
        // A repeat of what was read, under another name.
        if (reason != Reason.DUPLICATE) {
            repair.hand(repair.lost(ref, place, reason), taken);
        }
    }

    private static MessageRecord place(long chat, GroupCursor cursor, JsonNode row) {
        EnvelopeClass kind =
                row.path("class").asString("").equals("update")
                        ? EnvelopeClass.UPDATE
                        : EnvelopeClass.CONTENT;
        return new MessageRecord(
                kind,
                chat,
                row.path("seq").asLong(),
                row.path("id").asLong(),
                null,
                false,
                cursor.newest());
    }
}
