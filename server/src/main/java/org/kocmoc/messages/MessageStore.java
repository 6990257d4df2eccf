package org.kocmoc.messages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ReadMark;
import org.kocmoc.chats.UnreadStore;

/// SQL that reads messages.
final class MessageStore {
    /// The columns that [#message] reads.
    static final String COLUMNS =
            """
            SELECT m.id, m.chat_id, m.seq, m.created_at, m.sender_id, u.name AS sender_name,
                   u.avatar AS sender_avatar, m.client_id, m.body, m.key_version, m.text,
                   m.message_type, m.file_url, m.file_name, m.file_size, m.file_type,
                   m.voice_url, m.voice_duration, m.reply_to, m.forward_from_name,
                   m.forward_from_user, m.forward_from_message, m.revision, m.edited_at,
                   m.deleted_at,
                   ARRAY(SELECT user_id FROM message_mentions mm WHERE mm.message_id = m.id
                         ORDER BY user_id) AS mentions,
                   m.media
            FROM messages m LEFT JOIN users u ON u.id = m.sender_id
            """;

    /// A reaction of somebody on a message.
    public record ReactionRow(long messageId, String reaction, long userId) {}

    static final RowMapper<StoredMessage> MESSAGE = (row, context) -> message(row);

    private MessageStore() {}

    static Optional<StoredMessage> find(Handle handle, MessageId message) {
        return handle.createQuery(COLUMNS + "WHERE m.id = :id")
                .bind("id", message.value())
                .map(MESSAGE)
                .findOne();
    }

    static List<StoredMessage> byId(Handle handle, Collection<Long> messages) {
        return messages.isEmpty()
                ? List.of()
                : handle.createQuery(COLUMNS + "WHERE m.id = ANY (:ids)")
                        .bindArray("ids", Long.class, messages.toArray())
                        .map((row, context) -> message(row))
                        .list();
    }

    /// The marks of a chat's members, at most `limit` of them; none in a pair with a block.
    static List<ReadMark> marks(Handle handle, ChatId chat, int limit) {
        return handle.createQuery(
                        """
                        SELECT user_id, read_seq, delivered_seq FROM chat_participants
                        WHERE chat_id = :chat
                            AND NOT EXISTS (SELECT FROM chats c WHERE c.id = :chat AND
                        """
                                + UnreadStore.IS_BLOCKED_PAIR
                                + ") LIMIT :limit")
                .bind("chat", chat.value())
                .bind("limit", limit)
                .mapTo(ReadMark.class)
                .list();
    }

    /// As [#marks] for several chats at once.
    static Map<Long, List<ReadMark>> marks(Handle handle, Collection<Long> chats, int limit) {
        return handle
                .createQuery(
                        """
                        SELECT wanted.id, p.user_id, p.read_seq, p.delivered_seq
                        FROM unnest(:chats) AS wanted (id)
                        CROSS JOIN LATERAL (SELECT pair_low, pair_high FROM chats
                                            WHERE id = wanted.id OFFSET 0) AS c
                        CROSS JOIN LATERAL (
                            SELECT user_id, read_seq, delivered_seq FROM chat_participants
                            WHERE chat_id = wanted.id LIMIT :limit) AS p
                        WHERE NOT
                        """
                                + UnreadStore.IS_BLOCKED_PAIR)
                .bindArray("chats", Long.class, chats.toArray())
                .bind("limit", limit)
                .map(
                        (row, context) ->
                                Map.entry(
                                        row.getLong(1),
                                        new ReadMark(
                                                row.getLong(2), row.getLong(3), row.getLong(4))))
                .stream()
                .collect(
                        Collectors.groupingBy(
                                Map.Entry::getKey,
                                Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    static Map<Long, List<ReactionRow>> reactions(Handle handle, Collection<Long> messages) {
        if (messages.isEmpty()) {
            return Map.of();
        }
        return handle
                .createQuery(
                        """
                        SELECT message_id, reaction, user_id FROM message_reactions
                        WHERE message_id = ANY (:ids) ORDER BY id
                        """)
                .bindArray("ids", Long.class, messages.toArray())
                .mapTo(ReactionRow.class)
                .stream()
                .collect(Collectors.groupingBy(ReactionRow::messageId));
    }

    /// Whether the chat has such a message that a member may see.
    static boolean isVisible(Handle handle, ChatId chat, long visibleFrom, MessageId message) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (
                            SELECT 1 FROM messages
                            WHERE id = :id AND chat_id = :chat AND seq > :visible
                              AND deleted_at IS NULL)
                        """)
                .bind("id", message.value())
                .bind("chat", chat.value())
                .bind("visible", visibleFrom)
                .mapTo(Boolean.class)
                .one();
    }

    /// The message that somebody sent into a chat with that key.
    static Optional<MessageId> sent(Handle handle, ChatId chat, UserId sender, String clientId) {
        return handle.createQuery(
                        """
                        SELECT id FROM messages
                        WHERE chat_id = :chat AND sender_id = :sender AND client_id = :client
                        """)
                .bind("chat", chat.value())
                .bind("sender", sender.value())
                .bind("client", clientId)
                .mapTo(MessageId.class)
                .findOne();
    }

    /// Ids of the files that a message holds.
    static List<String> files(Handle handle, MessageId message) {
        return handle.createQuery("SELECT file_id FROM message_files WHERE message_id = :id")
                .bind("id", message.value())
                .mapTo(String.class)
                .list();
    }

    /// Reads the columns by position: pages of history are the hottest reads, where finding columns
    /// by name would cost more than reading them.
    static StoredMessage message(ResultSet row) throws SQLException {
        return new StoredMessage(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getTimestamp(4).toInstant(),
                number(row, 5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getBytes(9),
                integer(row, 10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getString(14),
                number(row, 15),
                row.getString(16),
                row.getString(17),
                integer(row, 18),
                number(row, 19),
                row.getString(20),
                number(row, 21),
                number(row, 22),
                row.getInt(23),
                time(row, 24),
                time(row, 25),
                List.of((Long[]) row.getArray(26).getArray()),
                row.getString(27));
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Integer integer(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        @Nullable Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
