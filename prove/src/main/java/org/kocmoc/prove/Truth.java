package org.kocmoc.prove;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Json;
import org.kocmoc.db.Database;
import tools.jackson.databind.JsonNode;

/// What the database says in the end. Immutable.
final class Truth {
    /// An entry of a chat's log.
    ///
    /// @param type `message` for a message
    /// @param message id of the message that the entry is or is about
    /// @param actor sender or author of the change
    /// @param key client id of a message
    record Entry(
            long seq,
            long epoch,
            String type,
            @Nullable Long message,
            @Nullable Long actor,
            @Nullable String key,
            JsonNode data,
            Instant at) {
        boolean isMessage() {
            return type.equals("message");
        }

        /// What stands in this place of the log, for comparing with what clients saw.
        String identity() {
            return (isMessage() ? "message" : type) + "/" + (message == null ? "-" : message);
        }
    }

    /// A message in its last state.
    record Row(long id, long chat, long seq, int revision, boolean deleted) {}

    /// A chat with its log in order; numbers are checked, not assumed.
    record Log(long chat, long head, List<Entry> entries, Membership members) {}

    private final Map<Long, Log> logs = new HashMap<>();
    private final Map<Long, Row> messages = new HashMap<>();

    private Truth() {}

    /// Reads the logs of all chats.
    ///
    /// @param founders members of each chat at its first entry
    static Truth read(Database database, Map<Long, List<Long>> founders) {
        Truth truth = new Truth();
        founders.forEach(
                (chat, users) -> {
                    List<Entry> entries = entries(database, chat);
                    truth.logs.put(
                            chat,
                            new Log(
                                    chat,
                                    head(database, chat),
                                    entries,
                                    new Membership(users, entries)));
                });
        truth.readMessages(database);
        return truth;
    }

    private static List<Entry> entries(Database database, long chat) {
        return database.read(
                handle ->
                        handle.createQuery(
                                        """
                                        SELECT seq, epoch, 'message' AS type, id AS message,
                                               sender_id AS actor, client_id AS key,
                                               NULL::text AS data, created_at
                                        FROM messages WHERE chat_id = :chat
                                        UNION ALL
                                        SELECT seq, epoch, type, message_id, actor_id, NULL,
                                               data::text, created_at
                                        FROM chat_events WHERE chat_id = :chat
                                        ORDER BY seq
                                        """)
                                .bind("chat", chat)
                                .map(
                                        (row, context) ->
                                                new Entry(
                                                        row.getLong("seq"),
                                                        row.getLong("epoch"),
                                                        row.getString("type"),
                                                        row.getObject("message", Long.class),
                                                        row.getObject("actor", Long.class),
                                                        row.getString("key"),
                                                        Json.read(
                                                                Objects.requireNonNullElse(
                                                                        row.getString("data"),
                                                                        "{}")),
                                                        row.getTimestamp("created_at").toInstant()))
                                .list());
    }

    private static long head(Database database, long chat) {
        return database.read(
                handle ->
                        handle.createQuery("SELECT last_seq FROM chat_heads WHERE chat_id = :chat")
                                .bind("chat", chat)
                                .mapTo(Long.class)
                                .one());
    }

    private void readMessages(Database database) {
        database.read(
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT id, chat_id, seq, revision,
                                                       deleted_at IS NOT NULL AS deleted
                                                FROM messages
                                                """)
                                        .map(
                                                (row, context) ->
                                                        new Row(
                                                                row.getLong("id"),
                                                                row.getLong("chat_id"),
                                                                row.getLong("seq"),
                                                                row.getInt("revision"),
                                                                row.getBoolean("deleted")))
                                        .list())
                .forEach(row -> messages.put(row.id(), row));
    }

    List<Log> logs() {
        return new ArrayList<>(logs.values());
    }

    Optional<Log> log(long chat) {
        return Optional.ofNullable(logs.get(chat));
    }

    Optional<Row> message(long id) {
        return Optional.ofNullable(messages.get(id));
    }

    /// Whether a message is from before the stay in which somebody sees an entry about it.
    boolean isOlder(Fact.Seen seen, @Nullable Long message) {
        return message != null
                && log(seen.chat())
                        .flatMap(log -> log.members().stay(seen.user(), seen.position().seq()))
                        .flatMap(stay -> message(message).filter(row -> row.seq() < stay.from()))
                        .isPresent();
    }

    /// The chats that a user is in.
    List<Log> of(long user) {
        return logs.values().stream().filter(log -> log.members().isMember(user)).toList();
    }
}
