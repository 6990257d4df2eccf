package org.kocmoc.legacy;

/// The tables of the replaced backend, each after those that it refers to, with their columns.
enum LegacyTable {
    USERS(
            "id, name, email, password, avatar, bio, birthdate, online, is_admin, banned, created_at"),
    CHATS("id, name, avatar, type, created_at"),
    CHAT_PARTICIPANTS("id, chat_id, user_id, unread_count, muted, archived"),
    MESSAGES(
            "id, chat_id, sender_id, text, file_url, file_name, file_size, file_type, voice_url, voice_duration, message_type, status, created_at"),
    CONTACTS("id, owner_id, contact_id, created_at"),
    MESSAGE_REACTIONS("id, message_id, user_id, reaction, created_at"),
    DEVICES("id, device_id, account_count, created_at"),
    EMAIL_VERIFICATIONS("id, user_id, email, code, expires_at, used, created_at"),
    SESSIONS("id, user_id, token, device_id, created_at"),
    STORIES("id, user_id, type, content_url, text, background, created_at, expires_at"),
    STORY_VIEWS("id, story_id, user_id, viewed_at");

    private final String columns;

    LegacyTable(String columns) {
        this.columns = columns;
    }

    /// Its name in SQL.
    String table() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String columns() {
        return columns;
    }
}
