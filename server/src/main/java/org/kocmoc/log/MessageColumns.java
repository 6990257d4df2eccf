package org.kocmoc.log;

import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Optional;

/// The columns of `messages` in the order of [LogStore]'s insert.
final class MessageColumns {
    private MessageColumns() {}

    static void bind(Columns<Batch.Numbered> columns) throws SQLException {
        columns.add("bigint", row -> row.message().chat().value());
        columns.add("bigint", Batch.Numbered::seq);
        columns.add("timestamptz", row -> Timestamp.from(row.at()));
        columns.add("bigint", row -> row.message().sender().value());
        columns.add("text", row -> row.message().clientId());
        columns.addBytes(row -> row.message().body().sealed());
        columns.add("int", row -> row.message().body().keyVersion());
        columns.add("text", row -> row.message().body().plain());
        columns.add("text", row -> row.message().type());
        columns.add("text", row -> row.message().attachment().fileUrl());
        columns.add("text", row -> row.message().attachment().fileName());
        columns.add("bigint", row -> row.message().attachment().fileSize());
        columns.add("text", row -> row.message().attachment().fileType());
        columns.add("text", row -> row.message().attachment().voiceUrl());
        columns.add("int", row -> row.message().attachment().voiceDuration());
        columns.add("bigint", row -> row.message().replyToValue());
        columns.add("text", row -> origin(row).map(NewMessage.Origin::name).orElse(null));
        columns.add("bigint", row -> origin(row).map(NewMessage.Origin::userValue).orElse(null));
        columns.add("bigint", row -> origin(row).map(o -> o.message().value()).orElse(null));
        columns.add("text", row -> row.message().attachment().media());
    }

    private static Optional<NewMessage.Origin> origin(Batch.Numbered row) {
        return Optional.ofNullable(row.message().origin());
    }
}
