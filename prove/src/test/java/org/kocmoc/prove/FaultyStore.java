package org.kocmoc.prove;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.log.LogError;
import org.kocmoc.log.NewMessage;
import org.kocmoc.log.SendOutcome;
import org.kocmoc.log.SendStore;

/// Keeps sends in a way that is wrong in one point.
final class FaultyStore implements SendStore {
    /// What is wrong.
    enum Fault {
        /// The head of the chat is read but not locked.
        NO_LOCK,
        /// Lock and membership check are one statement, so the check sees the state from before the
        /// wait for the lock.
        ONE_STATEMENT,
        /// The answer comes before the commit.
        EARLY_ANSWER
    }

    private static final String UNLOCKED =
            """
            SELECT h.last_seq, EXISTS (SELECT FROM chat_participants p
                                       WHERE p.chat_id = h.chat_id AND p.user_id = :sender)
            FROM chat_heads h WHERE h.chat_id = :chat
            """;

    private static final String LOCKED = UNLOCKED + " FOR NO KEY UPDATE OF h";

    /// The pause makes rare meetings frequent; it changes nothing about what is wrong.
    private static final String SLOW_REMOVAL =
            """
            CREATE OR REPLACE FUNCTION slow_removal() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_sleep(0.5); RETURN OLD; END'
            """;

    private static final String ON_REMOVAL =
            """
            CREATE OR REPLACE TRIGGER slow_removal BEFORE DELETE ON chat_participants
            FOR EACH ROW EXECUTE FUNCTION slow_removal()
            """;

    private static final long COMMIT_AFTER_MILLIS = 400;

    private final Database database;
    private final Fault fault;
    private volatile boolean slowed;

    FaultyStore(Database database, Fault fault) {
        this.database = database;
        this.fault = fault;
    }

    @Override
    public List<SendOutcome> append(List<NewMessage> messages) {
        if (fault == Fault.ONE_STATEMENT && !slowed) {
            database.execute(
                    handle -> {
                        handle.execute(SLOW_REMOVAL);
                        handle.execute(ON_REMOVAL);
                    });
            slowed = true;
        }
        return messages.stream().map(this::append).toList();
    }

    private SendOutcome append(NewMessage message) {
        if (fault != Fault.EARLY_ANSWER) {
            return database.write(handle -> append(handle, message));
        }
        CompletableFuture<SendOutcome> answer = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        database.execute(
                                handle -> {
                                    answer.complete(append(handle, message));
                                    Thread.sleep(COMMIT_AFTER_MILLIS);
                                });
                    } catch (InterruptedException | RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer.join();
    }

    private SendOutcome append(Handle handle, NewMessage message) {
        record Head(long seq, boolean member) {}
        Optional<SendOutcome> repeat = earlier(handle, message);
        if (repeat.isPresent()) {
            return repeat.get();
        }
        String read = fault == Fault.NO_LOCK ? UNLOCKED : LOCKED;
        Head head =
                handle.createQuery(read)
                        .bind("chat", message.chat().value())
                        .bind("sender", message.sender().value())
                        .map((row, context) -> new Head(row.getLong(1), row.getBoolean(2)))
                        .one();
        return head.member()
                ? insert(handle, message, head.seq() + 1)
                : new SendOutcome.Refused(LogError.NOT_A_MEMBER);
    }

    private static Optional<SendOutcome> earlier(Handle handle, NewMessage message) {
        return handle.createQuery(
                        """
                        SELECT id, seq, epoch, created_at FROM messages
                        WHERE chat_id = :chat AND sender_id = :sender AND client_id = :key
                        """)
                .bind("chat", message.chat().value())
                .bind("sender", message.sender().value())
                .bind("key", message.clientId())
                .map(
                        (row, context) ->
                                stored(
                                        row.getLong("id"),
                                        row.getLong("seq"),
                                        row.getLong("epoch"),
                                        row.getTimestamp("created_at").toInstant(),
                                        true))
                .findOne();
    }

    private static SendOutcome insert(Handle handle, NewMessage message, long seq) {
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Optional<NewMessage.Origin> origin = Optional.ofNullable(message.origin());
        long epoch =
                handle.createQuery("SELECT value::bigint FROM server_state WHERE key = 'epoch'")
                        .mapTo(Long.class)
                        .one();
        long id =
                handle.createQuery(
                                """
                                INSERT INTO messages (chat_id, seq, epoch, created_at, sender_id,
                                    client_id, body, key_version, text, message_type,
                                    forward_from_name, forward_from_user, forward_from_message)
                                VALUES (:chat, :seq, :epoch, :at, :sender, :key, :body, :version,
                                    :text, :type, :originName, :originUser, :originMessage)
                                RETURNING id
                                """)
                        .bind("chat", message.chat().value())
                        .bind("seq", seq)
                        .bind("epoch", epoch)
                        .bind("at", Timestamp.from(at))
                        .bind("sender", message.sender().value())
                        .bind("key", message.clientId())
                        .bind("body", message.body().sealed())
                        .bind("version", message.body().keyVersion())
                        .bind("text", message.body().plain())
                        .bind("type", message.type())
                        .bind("originName", origin.map(NewMessage.Origin::name).orElse(null))
                        .bind(
                                "originUser",
                                origin.map(NewMessage.Origin::user).map(UserId::value).orElse(null))
                        .bind("originMessage", origin.map(o -> o.message().value()).orElse(null))
                        .mapTo(Long.class)
                        .one();
        handle.execute(
                "UPDATE chat_heads SET last_seq = ?, last_msg_seq = ? WHERE chat_id = ?",
                seq,
                seq,
                message.chat().value());
        return stored(id, seq, epoch, at, false);
    }

    private static SendOutcome stored(long id, long seq, long epoch, Instant at, boolean repeated) {
        return new SendOutcome.Stored(
                new SendOutcome.Place(new MessageId(id), seq, epoch, at),
                new SendOutcome.Author("Somebody", null),
                List.of(),
                repeated);
    }
}
