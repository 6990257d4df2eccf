package org.kocmoc.envelopes;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.keys.Device;

/// SQL of encrypted messages.
final class EnvelopeStore {
    /// Where a message lies.
    public record Placed(MessageId id, long seq, long epoch, Instant createdAt) {}

    /// A message of an encrypted chat as one device sees it.
    ///
    /// @param clientId device and uuid
    /// @param body null if the message is deleted
    /// @param groupEnvelope opens the body for the whole group
    /// @param type of the own envelope
    /// @param ownEnvelope opens the body for this device, until it is acknowledged
    public record Row(
            MessageId id,
            long seq,
            long epoch,
            Instant createdAt,
            @Nullable UserId senderId,
            int senderDevice,
            String clientId,
            boolean counts,
            boolean deleted,
            byte @Nullable [] body,
            byte @Nullable [] groupEnvelope,
            @Nullable Integer type,
            byte @Nullable [] ownEnvelope) {}

    private static final String ROWS =
            """
            SELECT m.id, m.seq, m.epoch, m.created_at, m.sender_id, m.sender_device, m.client_id,
                m.counts, m.deleted_at IS NOT NULL AS deleted, m.body,
                m.envelope AS group_envelope, b.type, b.envelope AS own_envelope
            FROM messages m
            LEFT JOIN e2ee_mailbox b ON b.chat_id = m.chat_id AND b.seq = m.seq
                AND b.user_id = :user AND b.device_id = :device
            WHERE m.chat_id = :chat AND m.seq > :visible
            """;

    private EnvelopeStore() {}

    /// What decides about a message before it is stored.
    ///
    /// @param placed an earlier one of the same device and uuid
    /// @param blocked whether the other one of a pair has blocked the sender
    record Check(@Nullable Placed placed, boolean blocked) {}

    static Check check(Handle handle, ChatForMember sender, String clientId) {
        return handle.createQuery(
                        """
                        SELECT m.id, m.seq, m.epoch, m.created_at, EXISTS (
                            SELECT FROM blocks WHERE blocker_id = :peer AND blocked_id = :user)
                        FROM (SELECT) AS always LEFT JOIN messages m
                            ON m.chat_id = :chat AND m.sender_id = :user AND m.client_id = :client
                        """)
                .bind("peer", sender.peerId())
                .bind("chat", sender.chat())
                .bind("user", sender.user())
                .bind("client", clientId)
                .map((row, context) -> new Check(placed(row), row.getBoolean(5)))
                .one();
    }

    /// What somebody sent into a chat with that key.
    static Optional<Placed> sent(Handle handle, ChatId chat, UserId sender, String clientId) {
        return handle.createQuery(
                        """
                        SELECT id, seq, epoch, created_at FROM messages
                        WHERE chat_id = :chat AND sender_id = :sender AND client_id = :client
                        """)
                .bind("chat", chat)
                .bind("sender", sender)
                .bind("client", clientId)
                .mapTo(Placed.class)
                .findOne();
    }

    private static @Nullable Placed placed(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        return row.wasNull()
                ? null
                : new Placed(
                        new MessageId(id),
                        row.getLong(2),
                        row.getLong(3),
                        row.getTimestamp(4).toInstant());
    }

    static void addEnvelopes(
            Handle handle, Device sender, ChatId chat, Placed placed, List<Envelope> all) {
        Update insert =
                handle.createUpdate(
                                """
                        INSERT INTO e2ee_mailbox (user_id, device_id, chat_id, seq, sender_id,
                            sender_device, type, envelope, created_at)
                        SELECT new.user_id, new.device_id, :chat, :seq, :sender, :sending, new.type,
                            decode(new.envelope, 'hex'), :at
                        FROM unnest(:users, :devices, :types, :envelopes)
                            AS new (user_id, device_id, type, envelope)
                        """)
                        .bind("chat", chat)
                        .bind("seq", placed.seq())
                        .bind("sender", sender.user())
                        .bind("sending", sender.id())
                        .bind("at", placed.createdAt());
        MailboxStore.bindAll(insert, all).execute();
    }

    static void holdFiles(Handle handle, MessageId message, List<String> files) {
        handle.createUpdate(
                        """
                        INSERT INTO message_files (message_id, file_id)
                        SELECT :message, f.id FROM files f WHERE f.id = ANY (:files)
                        ON CONFLICT DO NOTHING
                        """)
                .bind("message", message)
                .bindArray("files", String.class, files.toArray())
                .execute();
    }

    /// The newest messages before a number, newest first, tombstones included.
    static List<Row> before(
            Handle handle, ChatForMember member, Device device, long before, int limit) {
        return handle.createQuery(ROWS + "AND m.seq < :before ORDER BY m.seq DESC LIMIT :limit")
                .bind("user", device.user())
                .bind("device", device.id())
                .bind("chat", member.chat())
                .bind("visible", member.visibleFromSeq())
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(Row.class)
                .list();
    }

    /// The oldest messages after a number, oldest first, tombstones included.
    static List<Row> after(
            Handle handle, ChatForMember member, Device device, long after, int limit) {
        return handle.createQuery(ROWS + "AND m.seq > :after ORDER BY m.seq LIMIT :limit")
                .bind("user", device.user())
                .bind("device", device.id())
                .bind("chat", member.chat())
                .bind("visible", member.visibleFromSeq())
                .bind("after", after)
                .bind("limit", limit)
                .mapTo(Row.class)
                .list();
    }

    /// Removes group envelopes that are too old; returns how many.
    static int expireGroupEnvelopes(Handle handle, Instant before, int limit) {
        return handle.execute(
                """
                UPDATE messages SET envelope = NULL WHERE id IN (
                    SELECT id FROM messages WHERE envelope IS NOT NULL AND created_at < ?
                    ORDER BY created_at LIMIT ?)
                """,
                before,
                limit);
    }
}
