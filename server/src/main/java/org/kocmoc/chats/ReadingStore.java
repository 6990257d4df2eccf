package org.kocmoc.chats;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// SQL of reading a chat, in plain JDBC because every page of history begins with it. One
/// statement, so that membership, head and marks are of the same moment.
final class ReadingStore {
    private static final String READING =
            """
            SELECT c.mode, c.type, p.role, p.visible_from_seq,
                   CASE WHEN c.pair_low = p.user_id THEN c.pair_high ELSE c.pair_low END,
                   h.last_seq,
                   (SELECT value FROM server_state WHERE key = 'epoch') || '/'
                       || (SELECT value FROM server_state WHERE key = 'profiles'),
                   CASE WHEN %s THEN '{}' ELSE
                       ARRAY(SELECT unnest(ARRAY[m.user_id, m.read_seq, m.delivered_seq])
                             FROM (SELECT user_id, read_seq, delivered_seq FROM chat_participants
                                   WHERE chat_id = p.chat_id LIMIT %d) m)
                   END
            FROM chat_participants p
            JOIN chats c ON c.id = p.chat_id
            JOIN chat_heads h ON h.chat_id = p.chat_id
            WHERE p.chat_id = ? AND p.user_id = ?
            """
                    // No parameter: a limit unknown to the planner would make it plan anew each
                    // time.
                    .formatted(UnreadStore.IS_BLOCKED_PAIR, ChatReading.MAX_MARKS + 1);

    private ReadingStore() {}

    static Optional<ChatReading> find(Database database, UserId user, ChatId chat) {
        return database.query(connection -> find(connection, user, chat));
    }

    private static Optional<ChatReading> find(Connection connection, UserId user, ChatId chat)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READING)) {
            statement.setLong(1, chat.value());
            statement.setLong(2, user.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new ChatReading(
                                        member(row, user, chat),
                                        row.getLong(6),
                                        row.getString(7),
                                        marks((Long[]) row.getArray(8).getArray())))
                        : Optional.empty();
            }
        }
    }

    private static ChatForMember member(ResultSet row, UserId user, ChatId chat)
            throws SQLException {
        long peer = row.getLong(5);
        return new ChatForMember(
                chat,
                user,
                ChatMode.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                row.getString(2),
                row.wasNull() || peer == 0 ? null : new UserId(peer),
                Role.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getLong(4));
    }

    private static List<ReadMark> marks(Long[] values) {
        if (values.length > 3 * ChatReading.MAX_MARKS) {
            return List.of();
        }
        List<ReadMark> marks = new ArrayList<>(values.length / 3);
        for (int i = 0; i < values.length; i += 3) {
            marks.add(
                    new ReadMark(values[i], values[i + 1], Math.max(values[i + 1], values[i + 2])));
        }
        return marks;
    }
}
