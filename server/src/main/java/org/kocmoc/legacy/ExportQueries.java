package org.kocmoc.legacy;

import java.util.Map;

/// What our tables look like as the replaced backend's, in SQL.
final class ExportQueries {
    private static final int ROWS_AT_ONCE = 500;

    /// The old server finds the type of a file by the ending of its name.
    private static final String ADDRESS =
            """
            CASE WHEN %1$s ~ '^/api/files/[0-9a-f]{32}$' THEN %1$s || coalesce(
                (SELECT substring(f.original_name FROM '\\.[A-Za-z0-9]{1,8}$') FROM files f
                 WHERE f.id = substr(%1$s, 12)), '') ELSE %1$s END
            """;

    private static final String SHOWN_CHATS =
            "SELECT id FROM chats WHERE mode = 'server' AND closed_at IS NULL";
    private static final String SHOWN_MESSAGES =
            "SELECT id FROM messages WHERE deleted_at IS NULL AND chat_id IN (" + SHOWN_CHATS + ")";

    /// What each table becomes; messages and passwords need more than SQL.
    static final Map<LegacyTable, String> QUERIES =
            Map.of(
                    LegacyTable.CHATS,
                    "SELECT id, name, "
                            + ADDRESS.formatted("avatar")
                            + ", type, created_at FROM chats WHERE id IN ("
                            + SHOWN_CHATS
                            + ")",
                    LegacyTable.CHAT_PARTICIPANTS,
                    """
                    SELECT id, chat_id, user_id, least(1000, unread_count + (
                        SELECT count(*) FROM messages m WHERE m.chat_id = p.chat_id AND m.seq > p.count_from
                            AND m.sender_id IS DISTINCT FROM p.user_id AND m.counts AND m.deleted_at IS NULL)),
                        muted, archived
                    FROM chat_participants p WHERE chat_id IN (%s)
                    """
                            .formatted(SHOWN_CHATS),
                    LegacyTable.CONTACTS,
                    "SELECT id, owner_id, contact_id, created_at FROM contacts",
                    LegacyTable.MESSAGE_REACTIONS,
                    "SELECT id, message_id, user_id, reaction, created_at FROM message_reactions WHERE message_id IN ("
                            + SHOWN_MESSAGES
                            + ")",
                    LegacyTable.DEVICES,
                    "SELECT id, device_id, account_count, created_at FROM devices",
                    LegacyTable.EMAIL_VERIFICATIONS,
                    """
                    SELECT id, user_id, email, coalesce(code, ''), expires_at, used, created_at
                    FROM email_verifications WHERE code IS NOT NULL OR used
                    """,
                    LegacyTable.STORIES,
                    "SELECT id, user_id, type, "
                            + ADDRESS.formatted("content_url")
                            + ", text, background, created_at, expires_at FROM stories",
                    LegacyTable.STORY_VIEWS,
                    "SELECT id, story_id, user_id, viewed_at FROM story_views");

    static final String USERS =
            "SELECT id, name, email, password, "
                    + ADDRESS.formatted("avatar")
                    + ", bio, birthdate, online, is_admin, banned, created_at FROM users ORDER BY id";

    static final String MESSAGES =
            """
            SELECT m.id, m.chat_id, m.sender_id, m.text, %s, m.file_name, m.file_size, m.file_type, %s,
                m.voice_duration, m.message_type,
                CASE WHEN o.read >= m.seq THEN 'read' WHEN o.delivered >= m.seq THEN 'delivered' ELSE 'sent' END,
                m.created_at, m.body, m.key_version, m.client_id, m.revision
            FROM messages m
            LEFT JOIN LATERAL (SELECT min(p.read_seq) AS read, min(p.delivered_seq) AS delivered
                FROM chat_participants p
                WHERE p.chat_id = m.chat_id AND p.user_id IS DISTINCT FROM m.sender_id) o ON true
            WHERE m.id > ? AND m.id IN (%s) ORDER BY m.id LIMIT %d
            """
                    .formatted(
                            ADDRESS.formatted("m.file_url"),
                            ADDRESS.formatted("m.voice_url"),
                            SHOWN_MESSAGES,
                            ROWS_AT_ONCE);

    private ExportQueries() {}
}
