package org.kocmoc.envelopes;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.keys.Device;

/// SQL of mailboxes.
final class MailboxStore {
    /// Something that waits for a device. The fields of a message are null in control messages.
    public record Row(
            long id,
            UserId senderId,
            int senderDevice,
            int type,
            byte[] envelope,
            Instant createdAt,
            @Nullable ChatId chatId,
            @Nullable Long seq,
            @Nullable MessageId messageId,
            @Nullable String clientId,
            @Nullable Boolean counts,
            byte @Nullable [] body) {
        /// As its device gets it, over HTTP and the socket.
        Map<String, @Nullable Object> view() {
            Map<String, @Nullable Object> view = new LinkedHashMap<>();
            view.put("id", id);
            view.put("class", counts == null ? "control" : counts ? "content" : "update");
            view.put("sender_id", senderId);
            view.put("sender_device", senderDevice);
            view.put("type", type);
            view.put("envelope", Bytes.base64Url(envelope));
            view.put("created_at", createdAt);
            view.put("chat_id", chatId);
            view.put("seq", seq);
            view.put("message_id", messageId);
            view.put("message_uuid", clientId == null ? null : EncryptedDraft.uuidOf(clientId));
            view.put("body", body == null ? null : Bytes.base64Url(body));
            return view;
        }
    }

    /// A device that control messages are for, and how many wait there.
    public record Target(UserId userId, int deviceId, int registrationId, int waiting) {}

    private MailboxStore() {}

    /// What waits for the device, oldest first.
    ///
    /// @param without ids to leave out
    static List<Row> waiting(Handle handle, Device device, Collection<Long> without, int limit) {
        return handle.createQuery(
                        """
                        SELECT b.id, b.sender_id, b.sender_device, b.type, b.envelope, b.created_at,
                            b.chat_id, b.seq, m.id AS message_id, m.client_id, m.counts, m.body
                        FROM e2ee_mailbox b
                        LEFT JOIN messages m ON m.chat_id = b.chat_id AND m.seq = b.seq
                        WHERE b.user_id = :user AND b.device_id = :device
                            AND b.id <> ALL (:without)
                        ORDER BY b.id LIMIT :limit
                        """)
                .bind("user", device.user())
                .bind("device", device.id())
                .bindArray("without", Long.class, without.toArray())
                .bind("limit", limit)
                .mapTo(Row.class)
                .list();
    }

    /// Those of some ids that still wait for the device.
    static Set<Long> present(Handle handle, Device device, Collection<Long> ids) {
        return handle.createQuery(
                        """
                        SELECT id FROM e2ee_mailbox
                        WHERE user_id = :user AND device_id = :device AND id = ANY (:ids)
                        """)
                .bind("user", device.user())
                .bind("device", device.id())
                .bindArray("ids", Long.class, ids.toArray())
                .mapTo(Long.class)
                .collect(Collectors.toSet());
    }

    /// Removes what the device has stored; returns how many were still there.
    static int acknowledge(Handle handle, Device device, List<Long> ids) {
        return handle.createUpdate(
                        """
                        DELETE FROM e2ee_mailbox
                        WHERE user_id = :user AND device_id = :device AND id = ANY (:ids)
                        """)
                .bind("user", device.user())
                .bind("device", device.id())
                .bindArray("ids", Long.class, ids.toArray())
                .execute();
    }

    /// Those of several devices that exist, kept from vanishing until the transaction ends.
    static List<Target> targets(Handle handle, List<Envelope> envelopes) {
        return handle.createQuery(
                        """
                        SELECT d.user_id, d.device_id, d.registration_id,
                            (SELECT count(*) FROM e2ee_mailbox b
                             WHERE b.user_id = d.user_id AND b.device_id = d.device_id
                               AND b.chat_id IS NULL)::int AS waiting
                        FROM unnest(:users, :devices) AS wanted (user_id, device_id)
                        JOIN e2ee_devices d
                            ON d.user_id = wanted.user_id AND d.device_id = wanted.device_id
                        FOR KEY SHARE OF d
                        """)
                .bindArray(
                        "users",
                        Long.class,
                        envelopes.stream().map(e -> e.user().value()).toArray())
                .bindArray(
                        "devices",
                        Integer.class,
                        envelopes.stream().map(Envelope::device).toArray())
                .mapTo(Target.class)
                .list();
    }

    static void add(Handle handle, Device sender, List<Envelope> all, Instant at) {
        Update insert =
                handle.createUpdate(
                                """
                        INSERT INTO e2ee_mailbox
                            (user_id, device_id, sender_id, sender_device, type, envelope, created_at)
                        SELECT new.user_id, new.device_id, :sender, :sending, new.type, decode(new.envelope, 'hex'), :at
                        FROM unnest(:users, :devices, :types, :envelopes)
                            AS new (user_id, device_id, type, envelope)
                        """)
                        .bind("sender", sender.user())
                        .bind("sending", sender.id())
                        .bind("at", at);
        bindAll(insert, all).execute();
    }

    /// Fills in `unnest(:users, :devices, :types, :envelopes)`, the bytes in hexadecimal.
    static Update bindAll(Update update, List<Envelope> all) {
        return update.bindArray(
                        "users", Long.class, all.stream().map(e -> e.user().value()).toArray())
                .bindArray("devices", Integer.class, all.stream().map(Envelope::device).toArray())
                .bindArray("types", Integer.class, all.stream().map(Envelope::type).toArray())
                .bindArray(
                        "envelopes",
                        String.class,
                        all.stream().map(e -> Bytes.hex(e.bytes())).toArray());
    }

    /// Users who have blocked the sender. In a group that both are in, blocking hides nothing and
    /// silences nobody, so what the group needs passes there.
    static List<UserId> blocking(Handle handle, UserId sender, List<UserId> users) {
        return handle.createQuery(
                        """
                        SELECT b.blocker_id FROM blocks b
                        WHERE b.blocked_id = :sender AND b.blocker_id = ANY (:users)
                        AND NOT EXISTS (
                            SELECT FROM chat_participants mine
                            JOIN chat_participants theirs ON theirs.chat_id = mine.chat_id
                            JOIN chats c ON c.id = mine.chat_id
                            WHERE mine.user_id = b.blocked_id AND theirs.user_id = b.blocker_id
                            AND c.mode = 'e2ee' AND c.pair_low IS NULL)
                        """)
                .bind("sender", sender)
                .bindArray("users", Long.class, users.stream().map(UserId::value).toArray())
                .mapTo(UserId.class)
                .list();
    }

    /// Removes what nobody fetched in time; returns how many.
    static int expire(Handle handle, Instant before, int limit) {
        return handle.execute(
                """
                DELETE FROM e2ee_mailbox WHERE (user_id, device_id, id) IN (
                    SELECT user_id, device_id, id FROM e2ee_mailbox
                    WHERE created_at < ? ORDER BY created_at LIMIT ?)
                """,
                before,
                limit);
    }
}
