package org.kocmoc.messages;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.ChatId;
import org.kocmoc.db.Database;

/// SQL of pages of messages, in plain JDBC because these are the hottest reads.
final class PageStore {
    private static final String OF_CHAT =
            MessageStore.COLUMNS + "WHERE m.chat_id = ? AND m.seq > ? ";

    private static final String NEWEST =
            OF_CHAT + "AND m.seq < ? AND m.deleted_at IS NULL ORDER BY m.seq DESC LIMIT ?";
    private static final String BEFORE = OF_CHAT + "AND m.seq < ? ORDER BY m.seq DESC LIMIT ?";
    private static final String AFTER = OF_CHAT + "ORDER BY m.seq LIMIT ?";
    private static final String OFFSET =
            OF_CHAT + "AND m.deleted_at IS NULL ORDER BY m.seq LIMIT ? OFFSET ?";

    private static final String REACTIONS =
            """
            SELECT message_id, reaction, user_id FROM message_reactions
            WHERE message_id = ANY (?) ORDER BY id
            """;

    /// How many messages of which chat, and from which number on they exist for the reader.
    record Part(ChatId chat, long visibleFrom, int limit) {}

    /// The rows of a page and the reactions on them.
    record Page(List<StoredMessage> rows, Map<Long, List<MessageStore.ReactionRow>> reactions) {
        /// The same in the other order.
        Page reversed() {
            return new Page(rows.reversed(), reactions);
        }
    }

    private PageStore() {}

    /// The newest messages that are not deleted, newest first.
    static Page newest(Database database, Part part) {
        return page(
                database,
                NEWEST,
                part.chat().value(),
                part.visibleFrom(),
                Long.MAX_VALUE,
                part.limit());
    }

    /// The newest messages before a number, newest first, tombstones included.
    static Page before(Database database, Part part, long before) {
        return page(
                database, BEFORE, part.chat().value(), part.visibleFrom(), before, part.limit());
    }

    /// The oldest messages after a number, oldest first, tombstones included.
    static Page after(Database database, Part part, long after) {
        long from = Math.max(part.visibleFrom(), after);
        return page(database, AFTER, part.chat().value(), from, part.limit());
    }

    /// A page counted from the oldest message, for scripts that use `limit` and `offset`.
    static Page offset(Database database, Part part, long offset) {
        return page(
                database, OFFSET, part.chat().value(), part.visibleFrom(), part.limit(), offset);
    }

    /// The rows alone of the newest messages before a number that are not deleted, newest first.
    static List<StoredMessage> rowsBefore(Database database, Part part, long before) {
        return database.query(
                connection ->
                        list(
                                connection,
                                NEWEST,
                                part.chat().value(),
                                part.visibleFrom(),
                                before,
                                part.limit()));
    }

    private static Page page(Database database, String sql, long... values) {
        return database.query(
                connection -> {
                    List<StoredMessage> rows = list(connection, sql, values);
                    return new Page(
                            rows,
                            reactions(connection, rows.stream().map(StoredMessage::id).toList()));
                });
    }

    private static List<StoredMessage> list(Connection connection, String sql, long... values)
            throws SQLException {
        List<StoredMessage> messages = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    messages.add(MessageStore.message(rows));
                }
            }
        }
        return messages;
    }

    /// Each message's in the order of choosing.
    private static Map<Long, List<MessageStore.ReactionRow>> reactions(
            Connection connection, List<Long> messages) throws SQLException {
        Map<Long, List<MessageStore.ReactionRow>> reactions = new HashMap<>();
        if (messages.isEmpty()) {
            return reactions;
        }
        try (PreparedStatement statement = connection.prepareStatement(REACTIONS)) {
            statement.setArray(
                    1, connection.createArrayOf("bigint", messages.toArray(Long[]::new)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    var row =
                            new MessageStore.ReactionRow(
                                    rows.getLong(1), rows.getString(2), rows.getLong(3));
                    reactions.computeIfAbsent(row.messageId(), id -> new ArrayList<>()).add(row);
                }
            }
        }
        return reactions;
    }
}
