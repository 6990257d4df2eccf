package org.kocmoc.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;

/// SQL over the rows of one account. Secrets (password, codes, tokens) are not data about a person
/// and stay out.
final class ExportStore {
    /// Names of the archive's JSON files and the rows in them.
    private static final Map<String, String> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put(
                "account",
                """
                SELECT id, name, email, avatar, bio, birthdate, locale, is_admin, who_may_add,
                       last_seen_visibility, email_confirmed_at, created_at
                FROM users WHERE id = :user
                """);
        ROWS.put(
                "sessions",
                """
                SELECT device_id, user_agent, created_at, last_used_at FROM sessions
                WHERE user_id = :user ORDER BY id
                """);
        ROWS.put(
                "contacts",
                """
                SELECT c.contact_id AS user_id, u.name, c.created_at
                FROM contacts c JOIN users u ON u.id = c.contact_id
                WHERE c.owner_id = :user ORDER BY c.id
                """);
        ROWS.put(
                "blocked",
                """
                SELECT b.blocked_id AS user_id, u.name, b.created_at
                FROM blocks b JOIN users u ON u.id = b.blocked_id
                WHERE b.blocker_id = :user ORDER BY b.created_at
                """);
        ROWS.put(
                "chats",
                """
                SELECT c.id, c.name, c.type, p.role, p.muted, p.archived, p.joined_at
                FROM chat_participants p JOIN chats c ON c.id = p.chat_id
                WHERE p.user_id = :user ORDER BY c.id
                """);
        ROWS.put(
                "reactions",
                """
                SELECT message_id, reaction, created_at FROM message_reactions
                WHERE user_id = :user ORDER BY id
                """);
        ROWS.put(
                "stories",
                """
                SELECT id, type, content_url, text, background, created_at, expires_at
                FROM stories WHERE user_id = :user ORDER BY id
                """);
        ROWS.put(
                "reports",
                """
                SELECT about, message_id, user_id, reason, created_at, resolved_at
                FROM reports WHERE reporter_id = :user ORDER BY id
                """);
    }

    private ExportStore() {}

    static Iterable<String> names() {
        return ROWS.keySet();
    }

    /// The rows of one JSON file, each as a JSON object.
    static List<String> rows(Handle handle, String name, UserId user) {
        return handle.createQuery("SELECT row_to_json(r)::text FROM (" + ROWS.get(name) + ") r")
                .bind("user", user.value())
                .mapTo(String.class)
                .list();
    }
}
