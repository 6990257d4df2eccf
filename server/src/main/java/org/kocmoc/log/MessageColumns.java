package org.kocmoc.log;

import java.sql.SQLException;
import java.util.Optional;

/// The columns of `messages` in the order of [LogStore]'s inserts.
final class MessageColumns {
    private MessageColumns() {}

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
