package org.kocmoc.client.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.encryption.MessageRef;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.SenderKeys;
import org.kocmoc.testkit.TestServer;

/// What the server's own log says was accepted, and who was entitled to it at that moment: whose
/// devices the server counted to the chat and, in groups, whom the signed entry names that the
/// message was sent under. One thread.
final class Truth {
    /// One accepted message.
    ///
    /// @param may devices that were entitled to it
    /// @param must those that have stayed so since, without the sending one
    /// @param envelope of a group message
    /// @param sender what the sending device knew of its owner's devices
    record Message(
            MessageRef ref,
            long chat,
            long seq,
            Set<Address> may,
            Set<Address> must,
            byte @Nullable [] envelope,
            Optional<Membership> members,
            @Nullable KnownDevices sender) {}

    /// A message as the database holds it.
    public record Row(
            long id,
            long chatId,
            long seq,
            long senderId,
            int senderDevice,
            String clientId,
            byte @Nullable [] envelope) {}

    public record Target(long userId, int deviceId) {}

    private final TestServer server;
    private final Set<Long> chats;
    private final List<Message> messages = new ArrayList<>();
    private final Map<MessageRef, Message> newest = new HashMap<>();
    private final Map<MessageRef, List<Message>> accepted = new HashMap<>();
    private final Set<MessageRef> orphans = new HashSet<>();
    private long seen;

    Truth(TestServer server, Set<Long> chats) {
        this.server = server;
        this.chats = chats;
        this.seen = highest();
    }

    List<Message> messages() {
        return messages;
    }

    /// A message as often as it was accepted: again by a server that has forgotten it.
    List<Message> accepted(MessageRef ref) {
        return accepted.getOrDefault(ref, List.of());
    }

    /// The message as it was accepted last.
    Optional<Message> find(MessageRef ref) {
        return Optional.ofNullable(newest.get(ref));
    }

    private long highest() {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery("SELECT coalesce(max(id), 0) FROM messages")
                                        .mapTo(Long.class)
                                        .one());
    }

    /// Takes over what was accepted since the last look; nothing else may have changed meanwhile.
    ///
    /// @param sending what the sending device knows of its owner's devices
    List<Message> look(java.util.function.Function<Address, KnownDevices> sending) {
        List<Message> found = new ArrayList<>();
        for (Row row : rows()) {
            Address from = new Address(row.senderId(), row.senderDevice());
            MessageRef ref =
                    new MessageRef(
                            from,
                            Bytes.ofHex(row.clientId().substring(row.clientId().indexOf(':') + 1)));
            Optional<Membership> members = members(row);
            Set<Address> entitled =
                    roster(row.chatId()).stream()
                            .filter(a -> members.isEmpty() || isIn(members.get(), a))
                            .collect(Collectors.toCollection(HashSet::new));
            Set<Address> must = new HashSet<>(entitled);
            must.remove(from);
            Message message =
                    new Message(
                            ref,
                            row.chatId(),
                            row.seq(),
                            entitled,
                            must,
                            row.envelope(),
                            members,
                            sending.apply(from));
            messages.add(message);
            newest.put(ref, message);
            accepted.computeIfAbsent(ref, one -> new ArrayList<>()).add(message);
            found.add(message);
            seen = Math.max(seen, row.id());
        }
        return found;
    }

    private static boolean isIn(Membership members, Address address) {
        return members.role(address.userId()).isPresent();
    }

    private List<Row> rows() {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT id, chat_id, seq, sender_id, sender_device, client_id, envelope
                                                FROM messages WHERE id > :seen AND mode = 'e2ee' AND chat_id = ANY (:chats)
                                                ORDER BY id
                                                """)
                                        .bind("seen", seen)
                                        .bindArray("chats", Long.class, chats.toArray())
                                        .mapTo(Row.class)
                                        .list());
    }

    private Set<Address> roster(long chat) {
        return addresses(
                """
                SELECT p.user_id, k.device_id FROM chat_participants p
                JOIN e2ee_signed_keys k ON k.user_id = p.user_id WHERE p.chat_id = ?
                """,
                chat);
    }

    /// The devices that an envelope of their own waits for.
    Set<Address> addressed(Message message) {
        return addresses(
                "SELECT user_id, device_id FROM e2ee_mailbox WHERE chat_id = ? AND seq = ?",
                message.chat(),
                message.seq());
    }

    private Set<Address> addresses(String sql, Object... arguments) {
        return server.database()
                .read(
                        handle -> {
                            var query = handle.createQuery(sql);
                            for (int i = 0; i < arguments.length; i++) {
                                query.bind(i, arguments[i]);
                            }
                            return query.mapTo(Target.class).stream()
                                    .map(t -> new Address(t.userId(), t.deviceId()))
                                    .collect(Collectors.toSet());
                        });
    }

    /// The entry that a group message was sent under.
    private Optional<Membership> members(Row row) {
        if (row.envelope() == null) {
            return Optional.empty();
        }
        long epoch = SenderKeys.header(row.envelope()).epoch();
        byte[] signed =
                server.database()
                        .read(
                                handle ->
                                        handle.createQuery(
                                                        "SELECT signed FROM e2ee_memberships WHERE chat_id = :chat AND epoch = :epoch")
                                                .bind("chat", row.chatId())
                                                .bind("epoch", epoch)
                                                .mapTo(byte[].class)
                                                .one());
        return Optional.of(Membership.Signed.parse(signed).entry());
    }

    /// Whom the server counts to a chat.
    Set<Long> people(long chat) {
        return server.database()
                .read(
                        handle ->
                                new HashSet<>(
                                        handle.createQuery(
                                                        "SELECT user_id FROM chat_participants WHERE chat_id = :chat")
                                                .bind("chat", chat)
                                                .mapTo(Long.class)
                                                .list()));
    }

    /// Whom the newest entry names that the server has.
    Set<Long> signed(long chat) {
        byte[] newest =
                server.database()
                        .read(
                                handle ->
                                        handle.createQuery(
                                                        "SELECT signed FROM e2ee_memberships WHERE chat_id = :chat ORDER BY epoch DESC LIMIT 1")
                                                .bind("chat", chat)
                                                .mapTo(byte[].class)
                                                .one());
        return Membership.Signed.parse(newest).entry().members().stream()
                .map(Membership.Member::userId)
                .collect(Collectors.toSet());
    }

    /// Whoever left or was taken off need not have read any more.
    ///
    /// @param chat 0 for all
    void excuse(Collection<Address> devices, long chat) {
        for (Message message : messages) {
            if (chat == 0 || message.chat() == chat) {
                message.must().removeAll(devices);
            }
        }
    }

    /// Nobody is there to ask any more for what somebody said who has left.
    void orphan(long sender, long chat) {
        messages.stream()
                .filter(message -> message.chat() == chat)
                .filter(message -> message.ref().sender().userId() == sender)
                .forEach(message -> orphans.add(message.ref()));
    }

    /// Whether a device has to have read a message. One that lost keys cannot get them again when
    /// the sender has left.
    boolean isDue(Message message, Phone phone) {
        return message.must().contains(phone.address())
                && !(phone.isDamaged() && orphans.contains(message.ref()));
    }

    /// What a device said that was taken off its account is not accepted any more by those who have
    /// not read it yet.
    void disown(Address device) {
        messages.stream()
                .filter(message -> message.ref().sender().equals(device))
                .forEach(message -> message.must().clear());
    }

    /// The server is another one, which does not know everything any more: that need not have been
    /// read.
    void restored() {
        Set<Long> known =
                server.database()
                        .read(
                                handle ->
                                        new HashSet<>(
                                                handle.createQuery(
                                                                "SELECT chat_id * 1000000 + seq FROM messages WHERE chat_id = ANY (:chats)")
                                                        .bindArray(
                                                                "chats",
                                                                Long.class,
                                                                chats.toArray())
                                                        .mapTo(Long.class)
                                                        .list()));
        for (Message message : messages) {
            if (!known.contains(message.chat() * 1_000_000 + message.seq())) {
                message.must().clear();
                newest.remove(message.ref(), message);
            }
        }
        seen = highest();
    }
}
