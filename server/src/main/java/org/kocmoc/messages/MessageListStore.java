package org.kocmoc.messages;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;

/// SQL that reads messages of several chats at once.
final class MessageListStore {
    private MessageListStore() {}

    /// The newest message of each chat above the number given with it.
    static List<StoredMessage> newest(Handle handle, Map<ChatId, Long> visibleFrom) {
        List<ChatId> chats = List.copyOf(visibleFrom.keySet());
        return handle.createQuery(
                        MessageStore.COLUMNS
                                + """
                                JOIN unnest(:chats, :visible) AS v(chat, visible) ON m.chat_id = v.chat
                                WHERE m.seq = (
                                    SELECT max(n.seq) FROM messages n
                                    WHERE n.chat_id = v.chat AND n.seq > v.visible
                                      AND n.deleted_at IS NULL)
                                """)
                .bindArray("chats", Long.class, chats.stream().map(ChatId::value).toArray())
                .bindArray("visible", Long.class, chats.stream().map(visibleFrom::get).toArray())
                .map(MessageStore.MESSAGE)
                .list();
    }

    /// The newest messages of the whole server, for its administrators.
    static List<StoredMessage> latest(Handle handle, int limit) {
        return handle.createQuery(
                        MessageStore.COLUMNS
                                + "WHERE m.deleted_at IS NULL ORDER BY m.id DESC LIMIT :limit")
                .bind("limit", limit)
                .map(MessageStore.MESSAGE)
                .list();
    }

    /// An account's own messages in ascending order of id.
    static List<StoredMessage> ofSender(Handle handle, long sender, long afterId, int limit) {
        return handle.createQuery(
                        MessageStore.COLUMNS
                                + """
                                WHERE m.sender_id = :sender AND m.id > :after
                                  AND m.deleted_at IS NULL
                                ORDER BY m.id LIMIT :limit
                                """)
                .bind("sender", sender)
                .bind("after", afterId)
                .bind("limit", limit)
                .map(MessageStore.MESSAGE)
                .list();
    }

    /// Those that somebody may read and the server can, newest first.
    static List<StoredMessage> readable(Handle handle, UserId viewer, Collection<MessageId> ids) {
        return handle.createQuery(
                        MessageStore.COLUMNS
                                + """
                                JOIN chats c ON c.id = m.chat_id AND c.mode = 'server'
                                JOIN chat_participants p
                                    ON p.chat_id = m.chat_id AND p.user_id = :viewer
                                WHERE m.id = ANY (:ids) AND m.deleted_at IS NULL
                                    AND m.seq > p.visible_from_seq
                                ORDER BY m.id DESC
                                """)
                .bind("viewer", viewer)
                .bindArray("ids", Long.class, ids.stream().map(MessageId::value).toArray())
                .map(MessageStore.MESSAGE)
                .list();
    }

    /// The next messages in ascending order of id, whatever has become of them.
    static List<StoredMessage> fromId(Handle handle, long after, int limit) {
        return handle.createQuery(
                        MessageStore.COLUMNS + "WHERE m.id > :after ORDER BY m.id LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit)
                .map(MessageStore.MESSAGE)
                .list();
    }
}
