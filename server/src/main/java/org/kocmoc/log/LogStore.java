package org.kocmoc.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.base.MessageId;
import org.kocmoc.db.Database;

/// The transaction of a batch of sends, in plain JDBC because this is the hottest write.
///
/// First statement, alone: lock the heads of the batch's chats in ascending order. Then, with a
/// fresh snapshot, check every entry: locking and checking in one statement would check against the
/// state from before the wait for the lock, and accept a message of somebody just removed. Then
/// number and insert what is accepted.
public final class LogStore {
    /// The short wait splits a blocked chat off before its neighbours notice; both statements
    /// travel together.
    private static final String LOCK =
            """
            SET LOCAL lock_timeout = '250ms';
            SELECT chat_id, last_seq, last_at FROM chat_heads
            WHERE chat_id = ANY (?) ORDER BY chat_id FOR NO KEY UPDATE
            """;

    private static final String CHECK =
            """
            SELECT e.i, p.user_id IS NOT NULL AS member, u.banned, c.mode,
                   EXISTS (SELECT 1 FROM blocks b
                           WHERE c.pair_low IS NOT NULL AND b.blocked_id = e.sender
                             AND b.blocker_id = c.pair_low + c.pair_high - e.sender) AS blocked,
                   d.id, d.seq, d.epoch, d.created_at
            FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::text[]) AS e(i, chat, sender, client)
            JOIN chats c ON c.id = e.chat
            JOIN users u ON u.id = e.sender
            LEFT JOIN chat_participants p ON p.chat_id = e.chat AND p.user_id = e.sender
            LEFT JOIN messages d
                ON d.chat_id = e.chat AND d.sender_id = e.sender AND d.client_id = e.client
            ORDER BY e.i
            """;

    private static final String INSERT =
            """
            WITH heads AS (
                UPDATE chat_heads h
                SET last_seq = x.last, last_msg_seq = x.last, last_at = x.at
                FROM unnest(?::bigint[], ?::bigint[], ?::timestamptz[]) AS x(chat, last, at)
                WHERE h.chat_id = x.chat
            )
            INSERT INTO messages
                (chat_id, seq, created_at, sender_id, client_id, body, key_version, text,
                 message_type, file_url, file_name, file_size, file_type, voice_url,
                 voice_duration, reply_to, forward_from_name, forward_from_user,
                 forward_from_message, epoch)
            SELECT e.*, ?
            FROM unnest(?::bigint[], ?::bigint[], ?::timestamptz[], ?::bigint[], ?::text[],
                        ?::bytea[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::bigint[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::text[],
                        ?::bigint[], ?::bigint[]) AS e
            RETURNING id, chat_id, seq
            """;

    private static final String MENTION =
            """
            INSERT INTO message_mentions (message_id, user_id, chat_id)
            SELECT e.message, e.mentioned, e.chat
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS e(message, mentioned, chat)
            JOIN chat_participants p ON p.chat_id = e.chat AND p.user_id = e.mentioned
            ON CONFLICT DO NOTHING
            """;

    private static final String HOLD_FILE =
            """
            INSERT INTO message_files (message_id, file_id)
            SELECT e.message, f.id
            FROM unnest(?::bigint[], ?::text[]) AS e(message, file) JOIN files f ON f.id = e.file
            ON CONFLICT DO NOTHING
            """;

    private record Place(long chat, long seq) {}

    private final Database database;
    private final InstantSource clock;
    private final Epoch epoch;

    /// Appends to the log of one database.
    public LogStore(Database database, InstantSource clock, Epoch epoch) {
        this.database = database;
        this.clock = clock;
        this.epoch = epoch;
    }

    /// Appends in one transaction; the result has one outcome per message, in their order.
    List<SendOutcome> append(List<NewMessage> messages) {
        return database.write(
                handle -> {
                    try {
                        return append(handle.getConnection(), new Batch(messages));
                    } catch (SQLException e) {
                        throw new LogException(e);
                    }
                });
    }

    private List<SendOutcome> append(Connection connection, Batch batch) throws SQLException {
        lock(connection, batch);
        check(connection, batch);
        if (!batch.accepted().isEmpty()) {
            insert(connection, batch);
        }
        return batch.outcomes();
    }

    private static void lock(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            new Columns<>(connection, statement, batch.chats(), 1).add("bigint", chat -> chat);
            statement.execute();
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    Instant at = rows.getTimestamp(3).toInstant();
                    batch.locked(rows.getLong(1), new Batch.Head(rows.getLong(2), at));
                }
            }
        }
    }

    private void check(Connection connection, Batch batch) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (PreparedStatement statement = connection.prepareStatement(CHECK)) {
            var columns = new Columns<>(connection, statement, batch.indexes(), 1);
            columns.add("int", i -> i);
            columns.add("bigint", i -> batch.message(i).chat().value());
            columns.add("bigint", i -> batch.message(i).sender().value());
            columns.add("text", i -> batch.message(i).clientId());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int index = rows.getInt("i");
                    verdict(rows)
                            .ifPresentOrElse(
                                    outcome -> batch.decided(index, outcome),
                                    () -> batch.accept(index, now));
                }
            }
        }
    }

    /// The outcome of an entry that is not to be inserted; empty accepts it.
    private static Optional<SendOutcome> verdict(ResultSet row) throws SQLException {
        long duplicate = row.getLong("id");
        if (duplicate != 0) {
            return Optional.of(
                    new SendOutcome.Stored(
                            new MessageId(duplicate),
                            row.getLong("seq"),
                            row.getLong("epoch"),
                            row.getTimestamp("created_at").toInstant(),
                            true));
        }
        if (!row.getBoolean("member")) {
            return refused(LogError.NOT_A_MEMBER);
        }
        if (row.getBoolean("banned")) {
            return refused(LogError.SENDER_BANNED);
        }
        if (row.getBoolean("blocked")) {
            return refused(LogError.BLOCKED_BY_RECIPIENT);
        }
        return row.getString("mode").equals("server")
                ? Optional.empty()
                : refused(LogError.CHAT_IS_ENCRYPTED);
    }

    private static Optional<SendOutcome> refused(ErrorCode error) {
        return Optional.of(new SendOutcome.Refused(error));
    }

    private void insert(Connection connection, Batch batch) throws SQLException {
        long now = epoch.of(connection);
        Map<Place, Long> ids = insertRows(connection, batch, now);
        for (Batch.Numbered entry : batch.accepted()) {
            Long id = ids.get(new Place(entry.message().chat().value(), entry.seq()));
            if (id == null) {
                throw new IllegalStateException("an accepted message was not inserted");
            }
            batch.stored(entry, id, now);
            addReferences(connection, entry.message(), id);
        }
    }

    private Map<Place, Long> insertRows(Connection connection, Batch batch, long now)
            throws SQLException {
        Map<Place, Long> ids = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            var heads = new Columns<>(connection, statement, batch.movedHeads(), 1);
            heads.add("bigint", Map.Entry::getKey);
            heads.add("bigint", head -> head.getValue().seq());
            heads.add("timestamptz", head -> Timestamp.from(head.getValue().at()));
            statement.setLong(4, now);
            MessageColumns.bind(new Columns<>(connection, statement, batch.accepted(), 5));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.put(new Place(rows.getLong(2), rows.getLong(3)), rows.getLong(1));
                }
            }
        }
        return ids;
    }

    private static void addReferences(Connection connection, NewMessage message, long id)
            throws SQLException {
        if (!message.mentions().isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(MENTION)) {
                var columns = new Columns<>(connection, statement, message.mentions(), 1);
                columns.add("bigint", user -> id);
                columns.add("bigint", user -> user.value());
                columns.add("bigint", user -> message.chat().value());
                statement.executeUpdate();
            }
        }
        if (!message.files().isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(HOLD_FILE)) {
                var columns = new Columns<>(connection, statement, message.files(), 1);
                columns.add("bigint", file -> id);
                columns.add("text", file -> file);
                statement.executeUpdate();
            }
        }
    }
}
