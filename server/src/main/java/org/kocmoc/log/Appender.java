package org.kocmoc.log;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.Json;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;

/// Logs what a change does, inside the change's transaction and under the chat's lock. Used by one
/// thread for one transaction.
public final class Appender {
    /// An end-to-end encrypted message. The arrays are not to be changed.
    ///
    /// @param device the sending device
    /// @param clientId idempotency key, unique per chat and sender
    /// @param counts whether it may be unread: an edit or a reaction may not
    /// @param body ciphertext, the same for all devices
    /// @param envelope what opens it for a whole group; null if each device gets one of its own
    public record Encrypted(
            UserId sender,
            int device,
            String clientId,
            boolean counts,
            byte[] body,
            byte @Nullable [] envelope) {}

    private final Handle handle;
    private final ChatId chat;
    private final Instant at;
    private final long epoch;
    private final long seqBefore;
    private final UserEntries users = new UserEntries();
    private long lastSeq;
    private long lastCountedSeq;
    private boolean rosterChanged;

    Appender(Handle handle, ChatId chat, long lastSeq, Instant at, long epoch) {
        this.handle = handle;
        this.chat = chat;
        this.seqBefore = lastSeq;
        this.lastSeq = lastSeq;
        this.at = at;
        this.epoch = epoch;
    }

    /// The chat being changed.
    public ChatId chat() {
        return chat;
    }

    /// The epoch of the numbers given here.
    public long epoch() {
        return epoch;
    }

    /// Time of the change, never before that of the chat's previous entry.
    public Instant at() {
        return at;
    }

    /// The chat's highest number so far.
    public long lastSeq() {
        return lastSeq;
    }

    /// Appends an event to the chat's sequence and returns its number. Events carry no message
    /// bodies: they name the message, whose present state readers look up.
    public long event(
            String type, @Nullable UserId actor, @Nullable MessageId message, Map<String, ?> data) {
        lastSeq++;
        handle.createUpdate(
                        """
                        INSERT INTO chat_events
                            (chat_id, seq, epoch, type, actor_id, message_id, data, created_at)
                        VALUES (:chat, :seq, :epoch, :type, :actor, :message, :data::jsonb, :at)
                        """)
                .bind("chat", chat.value())
                .bind("seq", lastSeq)
                .bind("epoch", epoch)
                .bind("type", type)
                .bind("actor", actor == null ? null : actor.value())
                .bind("message", message == null ? null : message.value())
                .bind("data", Json.writeText(data))
                .bind("at", at)
                .execute();
        return lastSeq;
    }

    /// Appends an end-to-end encrypted message to the chat's sequence and returns its id.
    public MessageId message(Encrypted message) {
        lastSeq++;
        if (message.counts()) {
            lastCountedSeq = lastSeq;
        }
        return handle.createQuery(
                        """
                        INSERT INTO messages
                            (chat_id, seq, epoch, created_at, sender_id, sender_device, client_id,
                             counts, mode, message_type, body, envelope)
                        VALUES (:chat, :seq, :epoch, :at, :sender, :device, :client, :counts,
                            'e2ee', 'encrypted', :body, :envelope)
                        RETURNING id
                        """)
                .bind("chat", chat.value())
                .bind("seq", lastSeq)
                .bind("epoch", epoch)
                .bind("at", at)
                .bind("sender", message.sender().value())
                .bind("device", message.device())
                .bind("client", message.clientId())
                .bind("counts", message.counts())
                .bind("body", message.body())
                .bind("envelope", message.envelope())
                .mapTo(MessageId.class)
                .one();
    }

    /// Notes that members or roles changed, so that cached rosters go stale.
    public void rosterChanged() {
        rosterChanged = true;
    }

    /// Adds an entry to a user's own sequence.
    public void tell(UserId user, String type, Map<String, ?> data) {
        users.tell(user, type, data);
    }

    /// As [#tell] for several users.
    public void tellAll(Collection<UserId> several, String type, Map<String, ?> data) {
        users.tellAll(several, type, data);
    }

    void finish() {
        if (lastSeq > seqBefore || rosterChanged) {
            handle.createUpdate(
                            """
                            UPDATE chat_heads
                            SET last_seq = :seq, last_at = :at,
                                last_msg_seq = greatest(last_msg_seq, :counted),
                                roster_version = roster_version + :roster
                            WHERE chat_id = :chat
                            """)
                    .bind("seq", lastSeq)
                    .bind("counted", lastCountedSeq)
                    .bind("at", at)
                    .bind("roster", rosterChanged ? 1 : 0)
                    .bind("chat", chat.value())
                    .execute();
        }
        users.write(handle, at, epoch);
    }

    void publish(Bus bus) {
        if (lastSeq > seqBefore) {
            Nudge.range(seqBefore + 1, lastSeq, epoch).publish(bus, chat);
        }
        users.publish(bus);
    }
}
