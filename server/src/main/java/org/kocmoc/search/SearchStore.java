package org.kocmoc.search;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// SQL of the own chats; every query begins with the own memberships.
final class SearchStore {
    /// A chat as one of its members sees it in a list.
    public record ChatTitle(
            ChatId id,
            @Nullable String name,
            @Nullable String avatar,
            String type,
            @Nullable UserId peerId) {}

    private static final String TITLES =
            """
            SELECT * FROM (
                SELECT c.id, c.type,
                    CASE WHEN c.pair_low IS NULL THEN NULL
                        WHEN c.pair_low = p.user_id THEN c.pair_high ELSE c.pair_low END AS peer_id,
                    CASE WHEN c.pair_low IS NULL THEN c.name
                        WHEN c.pair_low = c.pair_high THEN 'Избранное'
                        ELSE coalesce(peer.name, 'Удалённый аккаунт') END AS name,
                    CASE WHEN c.pair_low IS NULL THEN c.avatar ELSE peer.avatar END AS avatar
                FROM chat_participants p
                JOIN chats c ON c.id = p.chat_id
                LEFT JOIN users peer ON peer.id = CASE
                    WHEN c.pair_low = p.user_id THEN c.pair_high ELSE c.pair_low END
                WHERE p.user_id = :user
            ) AS titles
            """;

    private SearchStore() {}

    /// Chats that the server can read.
    static List<ChatId> readable(Handle handle, UserId user) {
        return handle.createQuery(
                        """
                        SELECT p.chat_id FROM chat_participants p JOIN chats c ON c.id = p.chat_id
                        WHERE p.user_id = :user AND c.mode = 'server'
                        """)
                .bind("user", user)
                .mapTo(ChatId.class)
                .list();
    }

    static List<ChatTitle> titles(Handle handle, UserId user, Collection<ChatId> chats) {
        return handle.createQuery(TITLES + "WHERE id = ANY (:chats)")
                .bind("user", user)
                .bindArray("chats", Long.class, chats.stream().map(ChatId::value).toArray())
                .mapTo(ChatTitle.class)
                .list();
    }

    /// All own chats: names are compared where letters of every alphabet are known.
    static List<ChatTitle> titles(Handle handle, UserId user) {
        return handle.createQuery(TITLES + "ORDER BY id DESC")
                .bind("user", user)
                .mapTo(ChatTitle.class)
                .list();
    }
}
