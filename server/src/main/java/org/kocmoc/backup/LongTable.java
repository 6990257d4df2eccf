package org.kocmoc.backup;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The tables that grow with messages, uploads and encrypted history, in the order in which they
/// are copied, and the unique key along which. No update changes a key.
enum LongTable {
    /// Up to 67 KiB each, twice as much in the text form of COPY.
    MESSAGES("messages", "id", 250),
    CHAT_EVENTS("chat_events", "chat_id,seq"),
    USER_EVENTS("user_events", "user_id,seq"),
    MESSAGE_EDITS("message_edits", "message_id,revision", 250),
    MESSAGE_MENTIONS("message_mentions", "message_id,user_id"),
    MESSAGE_REACTIONS("message_reactions", "message_id,user_id"),
    MESSAGE_FILES("message_files", "message_id,file_id"),
    MESSAGE_TERMS("message_terms", "message_id", 1_000),
    MAILBOX("e2ee_mailbox", "user_id,device_id,id", 1_000),
    /// Up to 17 MiB each. Pieces of what somebody has begun anew since the snapshot do not open
    /// with the key that the snapshot holds.
    BACKUP_BLOBS(
            "e2ee_backup_blobs",
            "user_id,blob_index",
            1,
            "EXISTS (SELECT FROM e2ee_backups b WHERE b.user_id = e2ee_backup_blobs.user_id AND b.created_at < '%s')"),
    PUSH_LOG("push_log", "id"),
    /// After all that refers to them. While a backup runs, no row is removed.
    FILES("files", "id"),
    /// Last: any text above may have been sealed under a key made since the snapshot.
    CHAT_KEYS("chat_keys", "chat_id,version");

    private static final int USUAL_ROWS = 5_000;

    private final String table;

    /// Columns by comma.
    private final String key;

    private final int pageRows;
    private final String condition;

    LongTable(String table, String key) {
        this(table, key, USUAL_ROWS);
    }

    LongTable(String table, String key, int pageRows) {
        this(table, key, pageRows, "TRUE");
    }

    LongTable(String table, String key, int pageRows, String condition) {
        this.table = table;
        this.key = key;
        this.pageRows = pageRows;
        this.condition = condition;
    }

    String table() {
        return table;
    }

    List<String> key() {
        return List.of(key.split(","));
    }

    /// Rows that are read into memory at once.
    int pageRows() {
        return pageRows;
    }

    /// Which rows belong to a backup, for SQL.
    ///
    /// @param createdAt when it began, ISO 8601
    String condition(String createdAt) {
        return condition.formatted(createdAt);
    }

    static Optional<LongTable> of(String table) {
        return Arrays.stream(values()).filter(t -> t.table.equals(table)).findFirst();
    }
}
