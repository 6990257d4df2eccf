package org.kocmoc.client.encryption;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.live.MailboxSocket;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.Ratchet;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.ratchet.SafetyNumber;
import org.kocmoc.ratchet.SenderKeys;
import tools.jackson.databind.JsonNode;

/// One device of an account in end-to-end encrypted chats:
///
///     EncryptedSession device = EncryptedSession.open(session, FileStore.open(file, key));
///     long chat = device.chatWith(peer);
///     device.send(chat, Content.text("Hello"));
///     device.receive(message -> …);
///
/// Any thread; calls wait for each other. Each store is one device: give every process its own.
public final class EncryptedSession {
    /// How it behaves.
    ///
    /// @param seed of the account key, to join an account that has devices already
    /// @param repairPause time between two attempts to heal the session with one device
    public record Options(byte @Nullable [] seed, Duration repairPause, InstantSource clock) {
        /// A device of its own account; an hour between repairs.
        public static final Options USUAL =
                new Options(null, Duration.ofHours(1), InstantSource.system());

        /// The same as another device of an account.
        public Options joining(byte[] accountSeed) {
            return new Options(accountSeed.clone(), repairPause, clock);
        }

        /// The same with another pause.
        public Options repairing(Duration pause) {
            return new Options(seed, pause, clock);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Device device;
    private final Sender sender;
    private final Receiver receiver;
    private final GroupReader groups;
    private final Repair repair;
    private final Memberships memberships;
    private final Keys keys;

    private EncryptedSession(Device device, Duration repairPause) {
        this.device = device;
        this.memberships = new Memberships(device);
        Rosters rosters = new Rosters(device, memberships);
        Sessions sessions = new Sessions(device);
        GroupSender speaking = new GroupSender(device, sessions, memberships);
        GroupOpener opener = new GroupOpener(device, memberships);
        this.sender = new Sender(device, rosters, sessions, speaking);
        this.repair = new Repair(device, sessions, rosters, speaking, opener, repairPause);
        this.receiver = new Receiver(device, repair, memberships);
        this.keys = new Keys(device);
        this.groups =
                new GroupReader(device, repair, opener, new Recovery(device, memberships, keys));
    }

    /// Makes the store a device of the account, or goes on as the device that it is.
    public static EncryptedSession open(Session session, RatchetStore store) {
        return open(session, store, Options.USUAL);
    }

    /// The same with options.
    ///
    /// @throws EncryptionException if the account has another key than this store or seed
    public static EncryptedSession open(Session session, RatchetStore store, Options options) {
        DeviceKeys own = new SetUp(session, store, options.clock()).run(options.seed());
        Device device =
                new Device(
                        session,
                        store,
                        own,
                        new Ratchet(own, options.clock()),
                        new Directory(session, store),
                        new SenderKeys(own.address(), options.clock()),
                        options.clock());
        EncryptedSession opened = new EncryptedSession(device, options.repairPause());
        opened.replenish();
        return opened;
    }

    /// The number of this device within its account.
    public int device() {
        return device.keys().address().deviceId();
    }

    /// What makes other stores devices of the same account; keep it like a password.
    public byte[] accountSeed() {
        return SetUp.seed(device.store()).orElseThrow();
    }

    /// Uploads keys that others need to write to this device: at the start, on `keys:low`, weekly.
    public void replenish() {
        doing(keys::replenish);
    }

    /// The encrypted chat with somebody, made if there is none.
    public long chatWith(long user) {
        Map<String, Object> wanted = Map.of("participantIds", List.of(user), "mode", "e2ee");
        return locked(() -> opened(wanted, user));
    }

    /// A new encrypted group, with its membership chain signed by this device.
    public long group(String name, List<Long> users) {
        Map<String, Object> wanted =
                Map.of("participantIds", users, "type", "group", "name", name, "mode", "e2ee");
        return locked(
                () -> {
                    long chat = opened(wanted, 0);
                    memberships.begin(chat, founding(users));
                    return chat;
                });
    }

    private List<Membership.Member> founding(List<Long> users) {
        long me = device.session().user();
        List<Membership.Member> members =
                MemberChain.changed(List.of(), me, Optional.of(Membership.Role.ADMIN));
        for (long user : users) {
            if (user != me) {
                members = MemberChain.changed(members, user, Optional.of(Membership.Role.MEMBER));
            }
        }
        return members;
    }

    /// The members of an encrypted group, to look at and to change.
    public EncryptedGroup members(long chat) {
        return new EncryptedGroup(device, memberships, lock, chat);
    }

    private long opened(Map<String, Object> wanted, long peer) {
        JsonNode chat = device.call("POST", "/api/chats", wanted).path("chat");
        if (!chat.path("mode").asString("").equals("e2ee")) {
            throw EncryptionException.of(
                    new RatchetException(
                            RatchetException.Reason.UNSUPPORTED_DEVICE, "a readable chat"),
                    peer);
        }
        PinnedChats.pin(device.store(), chat.path("id").asLong(), peer);
        return chat.path("id").asLong();
    }

    /// Whether this device knows a chat to be encrypted: what comes there unencrypted was not
    /// written by its members.
    public boolean isEncrypted(long chat) {
        return PinnedChats.isPinned(device.store(), chat);
    }

    /// Says something, after what is kept of the chat. What became of that is [#resume]'s to say.
    ///
    /// @throws EncryptionException if the server shows something that must not be; nothing was sent
    /// @throws org.kocmoc.client.wire.UnreachableException if it is unknown whether it was sent;
    ///   [#resume] goes on with the same message, another `send` would say it twice
    /// @throws RefusedException if the server does not take it. With a time after which to try
    ///   again it is kept for [#resume] as well, else it is given up
    public Received send(long chat, Content content) {
        return locked(() -> sender.send(chat, content));
    }

    /// Keeps something for sending; the next [#resume] hands it over, also after a restart.
    public void put(long chat, Content content) {
        doing(() -> sender.put(chat, content.at(device.clock().millis())));
    }

    /// Hands over what could not be handed over before, each once.
    public List<Received> resume() {
        return locked(sender::resume);
    }

    /// Encrypts a file and uploads it, for [Content#files].
    public EncryptedFile upload(String name, String type, byte[] plain) {
        return new SealedFiles(device.session()).upload(name, type, plain);
    }

    /// A file of a message, once its end has proved that it is whole.
    public byte[] download(EncryptedFile file) throws IOException {
        return new SealedFiles(device.session()).download(file);
    }

    /// Deletes a message for everybody: body and envelopes go, the number stays.
    public void delete(Received message) {
        device.call("DELETE", "/api/messages/" + message.message(), null);
    }

    /// Takes what waits, asks again for what could not be read, and returns when nothing waits.
    ///
    /// @param taken called with each message at least once, in the order of coming; a message that
    ///   cannot be read comes with its reason, and again when it can
    /// @return how many items there were
    public int receive(Consumer<Received> taken) {
        return locked(
                () -> {
                    repair.recover(taken);
                    int mail = receiver.drain(taken);
                    return mail + groups.read(taken, () -> receiver.drain(taken));
                });
    }

    /// How many messages cannot be read at present.
    public int unreadable() {
        return locked(() -> repair.missing().size());
    }

    /// The devices of somebody, as their account has signed them.
    ///
    /// @throws EncryptionException if the server shows what does not follow what was known
    public KnownDevices devices(long user) {
        return locked(() -> device.directory().refresh(user));
    }

    /// Takes another device off this account: it gets nothing from then on, and nobody accepts
    /// anything from it. Does nothing if the account has no such device.
    ///
    /// @throws EncryptionException if the server shows a list that does not follow what was known
    public void remove(int other) {
        doing(
                () ->
                        new OwnDevices(device.session(), device.store(), device.directory())
                                .remove(other));
    }

    /// What this user and another compare to know that nobody sits between them.
    public SafetyNumber safetyNumber(long user) {
        return locked(() -> numberWith(device.directory().devices(user, 0)));
    }

    /// The same of the keys that the server shows now, to compare when they are not those known
    /// before. Nothing is taken.
    ///
    /// @throws EncryptionException if what it shows is not signed as it must be
    public SafetyNumber offeredSafetyNumber(long user) {
        return locked(() -> numberWith(device.directory().offered(user)));
    }

    /// Takes new keys of somebody from now on.
    ///
    /// @param compared what [#offeredSafetyNumber] gave and the other side confirmed
    /// @throws EncryptionException if the server shows other keys than those; nothing changes
    public void acceptKeys(long user, SafetyNumber compared) {
        String digits = compared.digits();
        doing(() -> device.directory().accept(user, k -> numberWith(k).digits().equals(digits)));
    }

    private SafetyNumber numberWith(KnownDevices theirs) {
        long me = device.session().user();
        Bytes mine = device.directory().devices(me, 0).accountKey();
        return SafetyNumber.of(me, mine, theirs.userId(), theirs.accountKey());
    }

    /// Calls whenever something waits, until closed; after a failure again, with growing pauses.
    ///
    /// @param failed is told each failure, and why the server lets nobody listen; must not throw
    public AutoCloseable listen(Runnable something, Consumer<RuntimeException> failed) {
        return new MailboxSocket(device.session(), device(), something, failed);
    }

    private void doing(Runnable work) {
        locked(
                () -> {
                    work.run();
                    return work;
                });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
