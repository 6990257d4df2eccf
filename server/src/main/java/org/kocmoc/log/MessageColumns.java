package org.kocmoc.log;

import java.sql.SQLException;
import java.util.Optional;

/// How [LogStore] inserts into `messages`: the statements, and their columns in order.
final class MessageColumns {
    private static final String MOVE_HEADS =
            """
            WITH heads AS (
                UPDATE chat_heads h
                SET last_seq = x.last, last_msg_seq = x.last,
                    last_at = to_timestamp(x.at / 1000.0)
                FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS x(chat, last, at)
                WHERE h.chat_id = x.chat
            )
            """;

    private static final String INSERT =
            MOVE_HEADS
                    + """
            INSERT INTO messages
                (chat_id, seq, created_at, sender_id, client_id, body, key_version, text,
                 message_type, file_url, file_name, file_size, file_type, voice_url,
                 voice_duration, reply_to, forward_from_name, forward_from_user,
                 forward_from_message, media, epoch)
            SELECT e.chat, e.seq, to_timestamp(e.at / 1000.0), e.sender, e.client, e.body, e.key,
                   e.text, e.type, e.file, e.file_name, e.file_size, e.file_type, e.voice,
                   e.seconds, e.reply, e.origin_name, e.origin_user, e.origin_message, e.media, ?
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
                        ?::bytea[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::bigint[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::text[],
                        ?::bigint[], ?::bigint[], ?::text[])
                AS e(chat, seq, at, sender, client, body, key, text, type, file, file_name,
                     file_size, file_type, voice, seconds, reply, origin_name, origin_user,
                     origin_message, media)
            RETURNING id, chat_id, seq
            """;

    /// The same for messages of nothing but text, which most are.
    private static final String INSERT_PLAIN =
            MOVE_HEADS
                    + """
            INSERT INTO messages
                (chat_id, seq, created_at, sender_id, client_id, body, key_version, text,
                 message_type, epoch)
            SELECT e.chat, e.seq, to_timestamp(e.at / 1000.0), e.sender, e.client, e.body, e.key,
                   e.text, e.type, ?
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
                        ?::bytea[], ?::int[], ?::text[], ?::text[])
                AS e(chat, seq, at, sender, client, body, key, text, type)
            RETURNING id, chat_id, seq
            """;

    private MessageColumns() {}

    /// Moves the heads and inserts the messages of a batch: parameters are the heads' three
    /// columns, the epoch, and the columns of the messages.
    ///
    /// @param plain only [#bindPlain], not [#bindRest]
    static String insert(boolean plain) {
        return plain ? INSERT_PLAIN : INSERT;
    }

    /// Those that every message has.
    static void bindPlain(Columns<Batch.Numbered> columns) throws SQLException {
        columns.longs(row -> row.message().chat().value());
        columns.longs(Batch.Numbered::seq);
        columns.millis(Batch.Numbered::at);
        columns.longs(row -> row.message().sender().value());
        columns.texts(row -> row.message().clientId());
        columns.bytes(row -> row.message().body().sealed());
        columns.ints(row -> row.message().body().keyVersion());
        columns.texts(row -> row.message().body().plain());
        columns.texts(row -> row.message().type());
    }

    /// Those of files, answers and forwards.
    static void bindRest(Columns<Batch.Numbered> columns) throws SQLException {
        columns.texts(row -> row.message().attachment().fileUrl());
        columns.texts(row -> row.message().attachment().fileName());
        columns.longs(row -> row.message().attachment().fileSize());
        columns.texts(row -> row.message().attachment().fileType());
        columns.texts(row -> row.message().attachment().voiceUrl());
        columns.ints(row -> row.message().attachment().voiceDuration());
        columns.longs(row -> row.message().replyToValue());
        columns.texts(row -> origin(row).map(NewMessage.Origin::name).orElse(null));
        columns.longs(row -> origin(row).map(NewMessage.Origin::userValue).orElse(null));
        columns.longs(row -> origin(row).map(o -> o.message().value()).orElse(null));
        columns.texts(row -> row.message().attachment().media());
    }

    /// Whether it has none of the columns of [#bindRest].
    static boolean isPlain(NewMessage message) {
        return message.attachment().equals(NewMessage.Attachment.NONE)
                && message.replyTo() == null
                && message.origin() == null;
    }

    private static Optional<NewMessage.Origin> origin(Batch.Numbered row) {
        return Optional.ofNullable(row.message().origin());
    }
}
