package org.kocmoc.sync;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.UnreadStore;
import org.kocmoc.wire.Position;

/// SQL that reads the logs.
final class EntryStore {
    /// An entry of a log.
    ///
    /// @param log chat or user
    /// @param type of the event; `null` for a message
    /// @param actor who did it, or sent the message
    /// @param message the message itself, or the one that the event is about
    /// @param data of the event, JSON
    record Entry(
            long log,
            long seq,
            long epoch,
            @Nullable String type,
            @Nullable Long actor,
            @Nullable Long message,
            @Nullable String data) {}

    private static final String CHAT_ENTRIES =
            """
            SELECT wanted.chat, e.seq, e.epoch, e.type, e.actor, e.message, e.data
            FROM unnest(:chats, :after) AS wanted (chat, after)
            CROSS JOIN LATERAL (
                (SELECT m.seq, m.epoch, NULL::text AS type, m.sender_id AS actor, m.id AS message,
                        NULL::jsonb AS data
                 FROM messages m
                 WHERE m.chat_id = wanted.chat AND m.seq > wanted.after
                 ORDER BY m.seq LIMIT :limit)
                UNION ALL
                (SELECT c.seq, c.epoch, c.type, c.actor_id, c.message_id, c.data
                 FROM chat_events c
                 WHERE c.chat_id = wanted.chat AND c.seq > wanted.after
                 ORDER BY c.seq LIMIT :limit)
                ORDER BY seq LIMIT :limit) AS e
            ORDER BY wanted.chat, e.seq
            """;

    private EntryStore() {}

    /// The entries of chats after a number each, at most `limit` of each chat, in ascending order.
    static Map<ChatId, List<Entry>> ofChats(Handle handle, Map<ChatId, Long> after, int limit) {
        if (after.isEmpty()) {
            return Map.of();
        }
        List<ChatId> chats = List.copyOf(after.keySet());
        return handle
                .createQuery(CHAT_ENTRIES)
                .bindArray("chats", Long.class, chats.stream().map(ChatId::value).toArray())
                .bindArray("after", Long.class, chats.stream().map(after::get).toArray())
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .stream()
                .collect(Collectors.groupingBy(entry -> new ChatId(entry.log())));
    }

    static List<Entry> ofUser(Handle handle, UserId user, long after, int limit) {
        return handle.createQuery(
                        """
                        SELECT user_id, seq, epoch, type, NULL::bigint, NULL::bigint, data
                        FROM user_events WHERE user_id = :user AND seq > :after
                        ORDER BY seq LIMIT :limit
                        """)
                .bind("user", user)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getString(4),
                number(row, 5),
                number(row, 6),
                row.getString(7));
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /// Those of the positions whose entry exists with that epoch: only they can be continued.
    static Set<ChatId> continuable(Handle handle, Map<ChatId, Position> positions) {
        if (positions.isEmpty()) {
            return Set.of();
        }
        List<ChatId> chats = List.copyOf(positions.keySet());
        Function<Function<Position, Long>, Object[]> column =
                value -> chats.stream().map(positions::get).map(value).toArray();
        return handle.createQuery(
                        """
                        SELECT p.chat FROM unnest(:chats, :seqs, :epochs) AS p (chat, seq, epoch)
                        WHERE EXISTS (
                                SELECT FROM messages m WHERE m.chat_id = p.chat AND m.seq = p.seq
                                    AND m.epoch = p.epoch)
                            OR EXISTS (
                                SELECT FROM chat_events c WHERE c.chat_id = p.chat
                                    AND c.seq = p.seq AND c.epoch = p.epoch)
                        """)
                .bindArray("chats", Long.class, chats.stream().map(ChatId::value).toArray())
                .bindArray("seqs", Long.class, column.apply(Position::seq))
                .bindArray("epochs", Long.class, column.apply(Position::epoch))
                .mapTo(ChatId.class)
                .collect(Collectors.toSet());
    }

    static boolean isContinuable(Handle handle, UserId user, Position position) {
        return position.seq() == 0
                || handle.createQuery(
                                """
                                SELECT EXISTS (
                                    SELECT FROM user_events WHERE user_id = :user AND seq = :seq
                                        AND epoch = :epoch)
                                """)
                        .bind("user", user)
                        .bind("seq", position.seq())
                        .bind("epoch", position.epoch())
                        .mapTo(Boolean.class)
                        .one();
    }

    /// The newest entry of a user log; `(epoch, 0)` if there is none.
    static long userHead(Handle handle, UserId user) {
        return handle.createQuery("SELECT last_seq FROM user_heads WHERE user_id = :user")
                .bind("user", user)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    static Map<UserId, Long> userHeads(Handle handle, Collection<UserId> users) {
        return heads(
                handle,
                "SELECT user_id, last_seq FROM user_heads WHERE user_id = ANY (:ids)",
                users.stream().map(UserId::value).toArray(),
                UserId::new);
    }

    static Map<ChatId, Long> chatHeads(Handle handle, Collection<ChatId> chats) {
        return heads(
                handle,
                "SELECT chat_id, last_seq FROM chat_heads WHERE chat_id = ANY (:ids)",
                chats.stream().map(ChatId::value).toArray(),
                ChatId::new);
    }

    /// How many members a chat has, counted up to a bound.
    static int members(Handle handle, ChatId chat, int most) {
        return handle.createQuery(
                        """
                        SELECT count(*) FROM (
                            SELECT FROM chat_participants WHERE chat_id = :chat LIMIT :most) AS counted
                        """)
                .bind("chat", chat)
                .bind("most", most)
                .mapTo(Integer.class)
                .one();
    }

    /// Whether one of a pair has blocked the other.
    static boolean isBlocked(Handle handle, ChatId chat) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (SELECT FROM chats c WHERE c.id = :chat AND
                        """
                                + UnreadStore.IS_BLOCKED_PAIR
                                + ")")
                .bind("chat", chat)
                .mapTo(Boolean.class)
                .one();
    }

    private static <K> Map<K, Long> heads(
            Handle handle, String sql, Object[] ids, Function<Long, K> key) {
        Map<K, Long> heads = new HashMap<>();
        handle.createQuery(sql)
                .bindArray("ids", Long.class, ids)
                .map((row, context) -> Map.entry(key.apply(row.getLong(1)), row.getLong(2)))
                .forEach(head -> heads.put(head.getKey(), head.getValue()));
        return heads;
    }
}
