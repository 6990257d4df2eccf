package org.kocmoc.log;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.bus.Bus;
import org.kocmoc.db.Database;

/// Changes of chats other than sends: each one transaction under the chat's lock.
///
/// What a change writes and the log entries that tell of it commit together or not at all. A change
/// may run again after a deadlock, so it must have no effect outside of the database. Any thread;
/// blocks.
public final class ChatLog {
    /// The work of a change, inside its transaction.
    @FunctionalInterface
    public interface Change<T> {
        /// Reads and writes through the handle, and logs what happened.
        T run(Handle handle, Appender log);
    }

    private record Head(long lastSeq, Instant lastAt) {}

    private final Database database;
    private final Bus bus;
    private final InstantSource clock;
    private final Epoch epoch;

    /// The log of one database.
    public ChatLog(Database database, Bus bus, InstantSource clock, Epoch epoch) {
        this.database = database;
        this.bus = bus;
        this.clock = clock;
        this.epoch = epoch;
    }

    /// Changes a chat.
    ///
    /// @throws ApiException `CHAT_NOT_FOUND` if there is no such chat, or what the change refuses
    public <T> T change(ChatId chat, Change<T> change) {
        Result<T> result =
                database.write(
                        handle -> {
                            Head head =
                                    lock(handle, chat)
                                            .orElseThrow(
                                                    () ->
                                                            new ApiException(
                                                                    LogError.CHAT_NOT_FOUND));
                            return run(handle, chat, head, change);
                        });
        result.log().publish(bus);
        return result.value();
    }

    /// Makes a chat: `insert` creates its row and says its id, then `change` fills it under the
    /// lock of its new log.
    public <T> T create(Insert insert, Change<T> change) {
        Result<T> result =
                database.write(
                        handle -> {
                            ChatId chat = insert.run(handle);
                            handle.execute(
                                    "INSERT INTO chat_heads (chat_id, last_at) VALUES (?, ?)",
                                    chat.value(),
                                    now());
                            return run(handle, chat, new Head(0, Instant.EPOCH), change);
                        });
        result.log().publish(bus);
        return result.value();
    }

    /// Creates a chat's row and returns its id.
    @FunctionalInterface
    public interface Insert {
        /// Inserts through the handle.
        ChatId run(Handle handle);
    }

    private record Result<T>(T value, Appender log) {}

    private <T> Result<T> run(Handle handle, ChatId chat, Head head, Change<T> change) {
        Instant at = head.lastAt().isAfter(now()) ? head.lastAt() : now();
        Appender log = new Appender(handle, chat, head.lastSeq(), at, epoch.of(handle));
        T value = change.run(handle, log);
        log.finish();
        return new Result<>(value, log);
    }

    private static Optional<Head> lock(Handle handle, ChatId chat) {
        return handle.createQuery(
                        """
                        SELECT last_seq, last_at FROM chat_heads
                        WHERE chat_id = :chat FOR NO KEY UPDATE
                        """)
                .bind("chat", chat.value())
                .map((row, context) -> new Head(row.getLong(1), row.getTimestamp(2).toInstant()))
                .findOne();
    }

    /// Millisecond precision, so that what is stored is what clients read.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
