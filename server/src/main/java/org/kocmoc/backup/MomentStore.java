package org.kocmoc.backup;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// SQL that makes one moment of what a backup read one after the other, and a fresh installation of
/// it. Stateless.
final class MomentStore {
    /// What was appended after the snapshot: the numbers above the heads.
    static final List<String> LATER_ROWS =
            List.of(
                    """
                    DELETE FROM messages x USING chat_heads h
                    WHERE h.chat_id = x.chat_id AND x.seq > h.last_seq
                    """,
                    """
                    DELETE FROM chat_events x USING chat_heads h
                    WHERE h.chat_id = x.chat_id AND x.seq > h.last_seq
                    """,
                    """
                    DELETE FROM user_events x WHERE x.seq > coalesce(
                        (SELECT h.last_seq FROM user_heads h WHERE h.user_id = x.user_id), 0)
                    """);

    /// Lets the database own no store of files: the one it is put beside may be in use by another.
    static final String NO_FILE_STORE =
            """
            DELETE FROM server_state WHERE key IN ('installation', 'strays_accepted',
                'sweep_stopped_by_store', 'sweep_stopped_by_strays')
            """;

    private MomentStore() {}

    /// By the table that each is about, which an older schema may lack.
    ///
    /// @param createdAt when the backup began
    static Map<String, String> repairs(Instant createdAt) {
        Map<String, String> repairs = new LinkedHashMap<>();
        // Keys that other devices may have taken since the backup: each may be used once only.
        repairs.put("e2ee_one_time_keys", "TRUNCATE e2ee_one_time_keys");
        repairs.put("e2ee_one_time_kems", "TRUNCATE e2ee_one_time_kems");
        // Something that the snapshot holds may refer to a file that was deleted after it; its
        // bytes were kept. What nothing refers to is found unused anew.
        repairs.put(
                "files",
                "UPDATE files SET deleted_at = NULL WHERE deleted_at >= '" + createdAt + "'");
        // Words hashed under a key that was made after the snapshot are hashed anew.
        repairs.put(
                "message_terms",
                """
                DELETE FROM message_terms t WHERE NOT EXISTS (
                    SELECT FROM chat_search_keys k WHERE k.chat_id = t.chat_id)
                """);
        return repairs;
    }
}
