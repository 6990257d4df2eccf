package org.kocmoc.push;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.Json;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.marks.ChatHead;
import org.kocmoc.marks.ChatHeads;

/// What a browser is told: `{"v":1,"kind":"message","chat":5,"unread":3}`, filled up with blanks to
/// one length, so that its size says nothing. No text, no name. Any thread; blocks.
final class Payloads {
    /// The longest kind with the longest numbers fits.
    static final int LENGTH = 128;

    private static final int VERSION = 1;

    private final Database database;
    private final ChatHeads heads;

    Payloads(Database database, ChatHeads heads) {
        this.database = database;
        this.heads = heads;
    }

    /// The payload as of now.
    byte[] of(Delivery delivery) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("v", VERSION);
        payload.put("kind", delivery.kind());
        ChatId chat = delivery.chat();
        if (chat != null) {
            payload.put("chat", chat);
            payload.put("unread", unread(delivery.userId(), chat));
        }
        byte[] json = Json.write(payload);
        byte[] padded = Arrays.copyOf(json, LENGTH);
        Arrays.fill(padded, json.length, LENGTH, (byte) ' ');
        return padded;
    }

    private int unread(UserId user, ChatId chat) {
        return database.read(handle -> heads.find(handle, user, chat))
                .map(ChatHead::unread)
                .orElse(0);
    }
}
