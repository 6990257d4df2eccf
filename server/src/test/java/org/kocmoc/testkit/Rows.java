package org.kocmoc.testkit;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// Rows that tests of single packages start from, without the features that make them.
public final class Rows {
    private final Database database;

    /// Rows of one database.
    public Rows(Database database) {
        this.database = database;
    }

    /// An account.
    public UserId user(String name) {
        return database.write(
                handle ->
                        handle.createQuery(
                                        """
                                        INSERT INTO users (name, email, password)
                                        VALUES (:name, :name || gen_random_uuid() || '@kocmoc.test', 'none')
                                        RETURNING id
                                        """)
                                .bind("name", name)
                                .mapTo(UserId.class)
                                .one());
    }

    /// A group with its members; the first one owns it.
    public ChatId group(UserId... members) {
        return database.write(
                handle -> {
                    ChatId chat = insertChat(handle, "group", null, null);
                    for (UserId member : members) {
                        join(handle, chat, member, member.equals(members[0]) ? "owner" : "member");
                    }
                    return chat;
                });
    }

    /// The personal chat of two accounts.
    public ChatId pair(UserId one, UserId other) {
        return database.write(
                handle -> {
                    long low = Math.min(one.value(), other.value());
                    long high = Math.max(one.value(), other.value());
                    ChatId chat = insertChat(handle, "personal", low, high);
                    join(handle, chat, one, "member");
                    join(handle, chat, other, "member");
                    return chat;
                });
    }

    /// Ends a membership without any event.
    public void remove(ChatId chat, UserId member) {
        database.execute(
                handle ->
                        handle.execute(
                                "DELETE FROM chat_participants WHERE chat_id = ? AND user_id = ?",
                                chat.value(),
                                member.value()));
    }

    private static ChatId insertChat(
            Handle handle, String type, @Nullable Long low, @Nullable Long high) {
        ChatId chat =
                handle.createQuery(
                                """
                                INSERT INTO chats (type, pair_low, pair_high)
                                VALUES (:type, :low, :high) RETURNING id
                                """)
                        .bind("type", type)
                        .bind("low", low)
                        .bind("high", high)
                        .mapTo(ChatId.class)
                        .one();
        handle.execute("INSERT INTO chat_heads (chat_id) VALUES (?)", chat.value());
        return chat;
    }

    private static void join(Handle handle, ChatId chat, UserId user, String role) {
        handle.execute(
                "INSERT INTO chat_participants (chat_id, user_id, role) VALUES (?, ?, ?)",
                chat.value(),
                user.value(),
                role);
    }
}
