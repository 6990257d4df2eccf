package org.kocmoc.terms;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.Query;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.db.QueryException;

/// SQL of `message_terms`.
final class TermStore {
    /// The terms of a message.
    record Row(MessageId message, ChatId chat, List<byte[]> terms) {}

    /// A chat and the terms of a query there.
    record Wanted(ChatId chat, List<byte[]> terms) {}

    /// `OFFSET 0` has each message looked up, also by a plan that was made when there were few.
    private static final String ADD =
            """
            INSERT INTO message_terms (message_id, chat_id, terms)
            SELECT m.id, m.chat_id, e.terms
            FROM (SELECT message, array_agg(term) AS terms
                  FROM unnest(?::bigint[], ?::bytea[]) AS x (message, term)
                  GROUP BY message) AS e
            CROSS JOIN LATERAL (SELECT id, chat_id FROM messages
                                WHERE id = e.message AND deleted_at IS NULL
                                OFFSET 0) AS m
            ON CONFLICT (message_id) DO NOTHING
            """;

    private TermStore() {}

    /// Adds rows of messages that have none, unless they are deleted meanwhile or have no words. In
    /// plain JDBC, because it runs beside every rush of sends.
    static void add(Handle handle, Collection<Row> rows) {
        List<Long> messages = new ArrayList<>();
        List<byte[]> terms = new ArrayList<>();
        for (Row row : rows) {
            for (byte[] term : row.terms()) {
                messages.add(row.message().value());
                terms.add(term);
            }
        }
        try (PreparedStatement insert = handle.getConnection().prepareStatement(ADD)) {
            Connection connection = insert.getConnection();
            insert.setArray(1, connection.createArrayOf("int8", messages.toArray(Long[]::new)));
            insert.setArray(2, connection.createArrayOf("bytea", terms.toArray(byte[][]::new)));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new QueryException(e);
        }
    }

    static void replace(Handle handle, Row row) {
        handle.createUpdate(
                        """
                        INSERT INTO message_terms (message_id, chat_id, terms)
                        VALUES (:message, :chat, :terms)
                        ON CONFLICT (message_id) DO UPDATE SET terms = EXCLUDED.terms
                        """)
                .bind("message", row.message())
                .bind("chat", row.chat())
                .bind("terms", array(row.terms()))
                .execute();
    }

    static void remove(Handle handle, MessageId message) {
        handle.execute("DELETE FROM message_terms WHERE message_id = ?", message);
    }

    static void removeAll(Handle handle, Collection<MessageId> messages) {
        handle.createUpdate("DELETE FROM message_terms WHERE message_id = ANY (:messages)")
                .bindArray("messages", Long.class, values(messages))
                .execute();
    }

    static Set<MessageId> missing(Handle handle, Collection<MessageId> messages) {
        return handle.createQuery(
                        """
                        SELECT wanted.id FROM unnest(:messages) AS wanted (id)
                        WHERE NOT EXISTS (
                            SELECT FROM message_terms t WHERE t.message_id = wanted.id)
                        """)
                .bindArray("messages", Long.class, values(messages))
                .mapTo(MessageId.class)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Object[] values(Collection<MessageId> messages) {
        return messages.stream().map(MessageId::value).toArray();
    }

    static long progress(Handle handle) {
        return handle.createQuery("SELECT up_to FROM message_terms_progress")
                .mapTo(Long.class)
                .one();
    }

    static void setProgress(Handle handle, MessageId upTo) {
        handle.execute("UPDATE message_terms_progress SET up_to = greatest(up_to, ?)", upTo);
    }

    /// Messages that have all terms wanted in their chat, newest first. One look into the index for
    /// each chat: without `OFFSET 0` and `+ 0` the planner would read all rows instead.
    ///
    /// @param wanted all with the same number of terms
    static List<MessageId> find(Handle handle, List<Wanted> wanted, long before, int limit) {
        int terms = wanted.getFirst().terms().size();
        Query query =
                handle.createQuery(
                                """
                                SELECT t.message_id
                                FROM unnest(:chats, %s) AS w (chat, %s)
                                CROSS JOIN LATERAL (
                                    SELECT message_id FROM message_terms
                                    WHERE terms @> ARRAY[%s] AND chat_id = w.chat
                                        AND message_id + 0 < :before
                                    OFFSET 0
                                ) AS t
                                ORDER BY t.message_id DESC LIMIT :limit
                                """
                                        .formatted(
                                                each(terms, ":t"),
                                                each(terms, "t"),
                                                each(terms, "w.t")))
                        .bindArray(
                                "chats",
                                Long.class,
                                wanted.stream().map(one -> one.chat().value()).toArray())
                        .bind("before", before)
                        .bind("limit", limit);
        for (int i = 0; i < terms; i++) {
            int term = i;
            query.bind("t" + i, array(wanted.stream().map(one -> one.terms().get(term)).toList()));
        }
        return query.mapTo(MessageId.class).list();
    }

    /// The driver takes byte strings only in an array type of their own.
    private static Argument array(List<byte[]> values) {
        return (position, statement, context) ->
                statement.setArray(
                        position,
                        statement
                                .getConnection()
                                .createArrayOf("bytea", values.toArray(byte[][]::new)));
    }

    private static String each(int count, String prefix) {
        return IntStream.range(0, count)
                .mapToObj(i -> prefix + i)
                .collect(Collectors.joining(", "));
    }
}
