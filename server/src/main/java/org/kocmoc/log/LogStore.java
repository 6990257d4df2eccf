package org.kocmoc.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.ErrorCode;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// The transaction of a batch of sends, in plain JDBC because this is the hottest write.
///
/// First statement, alone: lock the heads of the batch's chats in ascending order. Then, with a
/// fresh snapshot, check every entry: locking and checking in one statement would check against the
/// state from before the wait for the lock, and accept a message of somebody just removed. The two
/// travel in one round trip; PostgreSQL runs them one after the other and takes the snapshot of the
/// second when the first has its locks. Then number and insert what is accepted.
public final class LogStore implements SendStore {
    /// The short wait splits a blocked chat off before its neighbours notice. Without asking for
    /// general plans, PostgreSQL would plan every batch anew, which takes longer than writing it. A
    /// general plan is kept for long, so it must not be the one that suits tables which are still
    /// small: whatever reads whole tables is made dear, and `OFFSET 0` keeps lookups lookups.
    private static final String LOCK_AND_CHECK =
            """
            SELECT set_config('lock_timeout', '250ms', true),
                   set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_seqscan', 'off', true),
                   set_config('enable_hashjoin', 'off', true),
                   set_config('enable_mergejoin', 'off', true),
                   set_config('random_page_cost', '0.1', true);
            SELECT chat_id, last_seq, last_at FROM chat_heads
            WHERE chat_id = ANY (?) ORDER BY chat_id FOR NO KEY UPDATE;
            SELECT e.i, p.member, u.banned, c.mode,
                   c.pair_low IS NOT NULL
                   AND EXISTS (SELECT FROM blocks
                               WHERE blocked_id = e.sender
                                 AND blocker_id = c.pair_low + c.pair_high - e.sender
                               OFFSET 0) AS blocked,
                   d.id, d.seq, d.epoch, d.created_at, u.name, u.avatar
            FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::text[]) AS e(i, chat, sender, client)
            CROSS JOIN LATERAL (SELECT mode, pair_low, pair_high FROM chats
                                WHERE id = e.chat OFFSET 0) AS c
            CROSS JOIN LATERAL (SELECT banned, name, avatar FROM users
                                WHERE id = e.sender OFFSET 0) AS u
            LEFT JOIN LATERAL (SELECT true AS member FROM chat_participants
                               WHERE chat_id = e.chat AND user_id = e.sender OFFSET 0) AS p ON true
            LEFT JOIN LATERAL (SELECT id, seq, epoch, created_at FROM messages
                               WHERE chat_id = e.chat AND sender_id = e.sender
                                 AND client_id = e.client OFFSET 0) AS d ON true
            ORDER BY e.i
            """;

    private static final String MENTION =
            """
            INSERT INTO message_mentions (message_id, user_id, chat_id)
            SELECT e.message, e.mentioned, e.chat
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS e(message, mentioned, chat)
            JOIN chat_participants p ON p.chat_id = e.chat AND p.user_id = e.mentioned
            ON CONFLICT DO NOTHING
            RETURNING message_id, user_id
            """;

    private static final String HOLD_FILE =
            """
            INSERT INTO message_files (message_id, file_id)
            SELECT e.message, f.id
            FROM unnest(?::bigint[], ?::text[]) AS e(message, file) JOIN files f ON f.id = e.file
            ON CONFLICT DO NOTHING
            """;

    private record Place(long chat, long seq) {}

    /// Something that a new message refers to: an account or a file.
    private record Reference<T>(long message, ChatId chat, T target) {}

    private final Database database;
    private final InstantSource clock;
    private final Epoch epoch;

    /// Appends to the log of one database.
    public LogStore(Database database, InstantSource clock, Epoch epoch) {
        this.database = database;
        this.clock = clock;
        this.epoch = epoch;
    }

    @Override
    public List<SendOutcome> append(List<NewMessage> messages) {
        return database.transaction(connection -> append(connection, new Batch(messages)));
    }

    private List<SendOutcome> append(Connection connection, Batch batch) throws SQLException {
        lockAndCheck(connection, batch);
        if (!batch.accepted().isEmpty()) {
            insert(connection, batch);
        }
        return batch.outcomes();
    }

    private void lockAndCheck(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK_AND_CHECK)) {
            new Columns<>(connection, statement, batch.chats(), 1).longs(chat -> chat);
            var entries = new Columns<>(connection, statement, batch.indexes(), 2);
            entries.ints(i -> i);
            entries.longs(i -> batch.message(i).chat().value());
            entries.longs(i -> batch.message(i).sender().value());
            entries.texts(i -> batch.message(i).clientId());
            statement.execute();
            statement.getMoreResults();
            try (ResultSet heads = statement.getResultSet()) {
                while (heads.next()) {
                    Instant at = heads.getTimestamp(3).toInstant();
                    batch.locked(heads.getLong(1), new Batch.Head(heads.getLong(2), at));
                }
            }
            statement.getMoreResults();
            try (ResultSet checks = statement.getResultSet()) {
                check(checks, batch);
            }
        }
    }

    private void check(ResultSet rows, Batch batch) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        while (rows.next()) {
            int index = rows.getInt("i");
            var author = new SendOutcome.Author(rows.getString("name"), rows.getString("avatar"));
            verdict(rows, author)
                    .ifPresentOrElse(
                            outcome -> batch.decided(index, outcome),
                            () -> batch.accept(index, author, now));
        }
    }

    /// The outcome of an entry that is not to be inserted; empty accepts it.
    private static Optional<SendOutcome> verdict(ResultSet row, SendOutcome.Author author)
            throws SQLException {
        long duplicate = row.getLong("id");
        if (duplicate != 0) {
            return Optional.of(
                    new SendOutcome.Stored(
                            new SendOutcome.Place(
                                    new MessageId(duplicate),
                                    row.getLong("seq"),
                                    row.getLong("epoch"),
                                    row.getTimestamp("created_at").toInstant()),
                            author,
                            List.of(),
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
        List<Reference<UserId>> mentions = new ArrayList<>();
        List<Reference<String>> files = new ArrayList<>();
        for (Batch.Numbered entry : batch.accepted()) {
            NewMessage message = entry.message();
            long id = id(ids, entry);
            message.mentions()
                    .forEach(user -> mentions.add(new Reference<>(id, message.chat(), user)));
            message.files().forEach(file -> files.add(new Reference<>(id, message.chat(), file)));
        }
        Map<Long, List<UserId>> told =
                mentions.isEmpty() ? Map.of() : addMentions(connection, mentions);
        if (!files.isEmpty()) {
            holdFiles(connection, files);
        }
        for (Batch.Numbered entry : batch.accepted()) {
            long id = id(ids, entry);
            batch.stored(entry, id, now, told.getOrDefault(id, List.of()));
        }
    }

    private static long id(Map<Place, Long> ids, Batch.Numbered entry) {
        Long id = ids.get(new Place(entry.message().chat().value(), entry.seq()));
        if (id == null) {
            throw new IllegalStateException("an accepted message was not inserted");
        }
        return id;
    }

    private Map<Place, Long> insertRows(Connection connection, Batch batch, long now)
            throws SQLException {
        Map<Place, Long> ids = new HashMap<>();
        boolean plain =
                batch.accepted().stream().allMatch(row -> MessageColumns.isPlain(row.message()));
        try (PreparedStatement statement =
                connection.prepareStatement(MessageColumns.insert(plain))) {
            var heads = new Columns<>(connection, statement, batch.movedHeads(), 1);
            heads.longs(Map.Entry::getKey);
            heads.longs(head -> head.getValue().seq());
            heads.millis(head -> head.getValue().at());
            statement.setLong(4, now);
            var columns = new Columns<>(connection, statement, batch.accepted(), 5);
            MessageColumns.bindPlain(columns);
            if (!plain) {
                MessageColumns.bindRest(columns);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.put(new Place(rows.getLong(2), rows.getLong(3)), rows.getLong(1));
                }
            }
        }
        return ids;
    }

    private static Map<Long, List<UserId>> addMentions(
            Connection connection, List<Reference<UserId>> mentions) throws SQLException {
        Map<Long, List<UserId>> told = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(MENTION)) {
            var columns = new Columns<>(connection, statement, mentions, 1);
            columns.longs(Reference::message);
            columns.longs(mention -> mention.target().value());
            columns.longs(mention -> mention.chat().value());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    told.computeIfAbsent(rows.getLong(1), key -> new ArrayList<>())
                            .add(new UserId(rows.getLong(2)));
                }
            }
        }
        told.values().forEach(users -> users.sort(null));
        return told;
    }

    private static void holdFiles(Connection connection, List<Reference<String>> files)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD_FILE)) {
            var columns = new Columns<>(connection, statement, files, 1);
            columns.longs(Reference::message);
            columns.texts(Reference::target);
            statement.executeUpdate();
        }
    }
}
