package org.kocmoc.backup;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The tables that grow with every message, in the order in which they are copied, and the unique
/// key along which. No update changes a key.
enum LongTable {
    MESSAGES("messages", "id"),
    CHAT_EVENTS("chat_events", "chat_id,seq"),
    USER_EVENTS("user_events", "user_id,seq"),
    MESSAGE_EDITS("message_edits", "message_id,revision"),
    MESSAGE_MENTIONS("message_mentions", "message_id,user_id"),
    MESSAGE_REACTIONS("message_reactions", "message_id,user_id"),
    MESSAGE_FILES("message_files", "message_id,file_id"),
    /// Last: any text above may have been sealed under a key made since the snapshot.
    CHAT_KEYS("chat_keys", "chat_id,version");

    private final String table;

    /// Columns by comma.
    private final String key;

    LongTable(String table, String key) {
        this.table = table;
        this.key = key;
    }

    String table() {
        return table;
    }

    List<String> key() {
        return List.of(key.split(","));
    }

    static Optional<LongTable> of(String table) {
        return Arrays.stream(values()).filter(t -> t.table.equals(table)).findFirst();
    }
}
