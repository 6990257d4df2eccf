package org.kocmoc.ratchet;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.internal.DoubleRatchet;
import org.kocmoc.ratchet.internal.FirstMessageWire;
import org.kocmoc.ratchet.internal.Handshake;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.internal.MessageWire;
import org.kocmoc.ratchet.internal.Opening;
import org.kocmoc.ratchet.internal.Opening.Sender;
import org.kocmoc.ratchet.internal.PeerSessions;
import org.kocmoc.ratchet.internal.PreKeyChoice;
import org.kocmoc.ratchet.internal.PreKeyRecords;
import org.kocmoc.ratchet.internal.SessionState;
import org.kocmoc.ratchet.internal.Suite;
import org.kocmoc.ratchet.primitive.Primitives;

/// The pairwise sessions of one device with all its peers, in suite 1.
///
/// Every call works on the [Records] of a transaction that the caller holds; a call that throws
/// leaves them unfit to commit, so let the exception end the transaction. Calls for one device must
/// not overlap. Contents are at most 65,535 bytes. Whose devices are whose comes in as
/// [KnownDevices]; fetching lists and bundles and delivering messages are the caller's part.
public final class Ratchet {
    private static final Suite SUITE = Suite.K1;

    private final DeviceKeys me;
    private final InstantSource clock;
    private final Handshake handshake;
    private final DoubleRatchet ratchet;

    /// The sessions of this device.
    public Ratchet(DeviceKeys me, InstantSource clock) {
        this(me, clock, Primitives.standard());
    }

    Ratchet(DeviceKeys me, InstantSource clock, Primitives primitives) {
        this.me = me;
        this.clock = clock;
        this.handshake = new Handshake(SUITE, primitives);
        this.ratchet = new DoubleRatchet(SUITE, primitives);
    }

    /// Whether and how well one can send to a device.
    public enum Status {
        /// No session, or one that was never answered for 30 days: start one.
        NONE,
        /// Ready.
        READY,
        /// Ready, but old: start a fresh one when convenient.
        REFRESH
    }

    /// The state of the session with a device.
    public Status status(Records records, Address peer) {
        return with(
                records,
                peer,
                sessions -> sessions.current().map(this::status).orElse(Status.NONE));
    }

    /// Starts a session from a bundle of the directory; the next [#encrypt] carries the handshake.
    ///
    /// @param owner what is known of the bundle's user; the device must be on that list
    /// @param ownListVersion of this user's newest device list, which the peer will want to know
    public void start(
            Records records, PreKeyBundle bundle, KnownDevices owner, long ownListVersion) {
        DeviceCert peer = trusted(owner, bundle.cert().cert().address());
        if (!peer.equals(bundle.cert().cert())) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "bundle of another installation");
        }
        if (!peer.speaksSuite1()) {
            throw new RatchetException(Reason.UNSUPPORTED_DEVICE, "the device lacks suite 1");
        }
        bundle.verify();
        long now = clock.millis();
        PreKeyChoice keys = bundle.choice();
        Handshake.Initiated made =
                handshake.initiate(me.party(), me.agreementSecret(), DeviceKeys.party(peer), keys);
        DeviceCert own = me.cert();
        Opening opening =
                new Opening(
                        bundle.oneTime().map(PreKeys.OneTime::id).orElse(0),
                        bundle.signed().id(),
                        bundle.kem().id(),
                        made.kemCiphertext(),
                        made.baseKey(),
                        new Sender(
                                own.registrationId(),
                                own.agreementKey(),
                                own.signingKey(),
                                ownListVersion));
        SessionState state = ratchet.initiator(made.agreed(), keys.signed().key(), opening, now);
        with(
                records,
                peer.address(),
                sessions -> {
                    save(records, peer.address(), sessions.promote(state, now));
                    return state;
                });
    }

    /// Encrypts for a device. `NO_SESSION`, `SESSION_STALE`, `SESSION_EXHAUSTED`: [#start] one
    /// first.
    public Ciphertext encrypt(Records records, Address to, byte[] content) {
        return with(
                records,
                to,
                sessions -> {
                    SessionState current =
                            sessions.current()
                                    .orElseThrow(
                                            () ->
                                                    new RatchetException(
                                                            Reason.NO_SESSION, "no session yet"));
                    if (isStale(current)) {
                        throw new RatchetException(
                                Reason.SESSION_STALE, "the session was never answered");
                    }
                    DoubleRatchet.Sent sent = ratchet.encrypt(current, content);
                    save(records, to, sessions.promote(sent.state(), clock.millis()));
                    Opening opening = sent.state().opening();
                    return opening == null
                            ? new Ciphertext.Message(sent.message())
                            : new Ciphertext.FirstMessage(
                                    Bytes.of(
                                            new FirstMessageWire(opening, sent.message())
                                                    .encode(SUITE)));
                });
    }

    /// Decrypts a message from a device.
    ///
    /// @param sender what is known of the sending user; the device must be on that list
    public byte[] decrypt(
            Records records, KnownDevices sender, Address from, Ciphertext ciphertext) {
        DeviceCert peer = trusted(sender, from);
        byte[] bytes = ciphertext.bytes().toArray();
        return switch (ciphertext) {
            case Ciphertext.Message _ -> {
                MessageWire message = MessageWire.parse(SUITE, bytes);
                yield with(records, from, sessions -> continued(records, from, sessions, message));
            }
            case Ciphertext.FirstMessage _ -> {
                FirstMessageWire first = FirstMessageWire.parse(SUITE, bytes);
                requireSender(sender, peer, first.opening().sender());
                yield with(records, from, sessions -> opened(records, peer, sessions, first));
            }
        };
    }

    /// Forgets all sessions with a device, because it is gone or was set up anew.
    public void forget(Records records, Address peer) {
        records.remove(name(peer));
    }

    private byte[] continued(
            Records records, Address from, PeerSessions sessions, MessageWire message) {
        DoubleRatchet.Received received = sessions.decrypt(ratchet, message, clock.millis());
        save(records, from, sessions.promote(received.state(), clock.millis()));
        return received.content();
    }

    private byte[] opened(
            Records records, DeviceCert peer, PeerSessions sessions, FirstMessageWire first) {
        long now = clock.millis();
        Opening opening = first.opening();
        MessageWire message = MessageWire.parse(SUITE, first.message().toArray());
        Optional<SessionState> known = sessions.withBaseKey(opening.baseKey());
        DoubleRatchet.Received received;
        if (known.isPresent()) {
            received = ratchet.decrypt(known.get(), message, now);
        } else {
            FirstContact contact = new FirstContact(me, new PreKeyRecords(records), handshake);
            SessionState fresh = contact.answer(ratchet, DeviceKeys.party(peer), opening, now);
            received = ratchet.decrypt(fresh, message, now);
            contact.useUp(opening);
        }
        save(records, peer.address(), sessions.promote(received.state(), now));
        return received.content();
    }

    private DeviceCert trusted(KnownDevices user, Address address) {
        if (address.equals(me.address())) {
            throw new RatchetException(Reason.SELF_SESSION, "this very device");
        }
        return user.device(address);
    }

    private static void requireSender(KnownDevices user, DeviceCert peer, Sender sender) {
        if (sender.listVersion() > user.list().version()) {
            throw new RatchetException(Reason.LIST_OUTDATED, "the sender has a newer device list");
        }
        if (!sender.agreementKey().equals(peer.agreementKey())
                || !sender.signingKey().equals(peer.signingKey())
                || sender.registrationId() != peer.registrationId()) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "not the listed device's keys");
        }
    }

    private Status status(SessionState state) {
        if (isStale(state)) {
            return Status.NONE;
        }
        boolean old =
                clock.millis() - state.activity().createdMs() >= Limits.REFRESH_MS
                        || state.activity().sent() >= Limits.REFRESH_MESSAGES;
        return old ? Status.REFRESH : Status.READY;
    }

    private boolean isStale(SessionState state) {
        return state.opening() != null
                && clock.millis() - state.activity().createdMs() > Limits.UNANSWERED_MS;
    }

    /// Runs on the decoded sessions of a peer and zeroes their secrets afterwards.
    private static <T> T with(Records records, Address peer, Function<PeerSessions, T> work) {
        PeerSessions sessions =
                records.get(name(peer)).map(PeerSessions::decode).orElse(PeerSessions.none());
        try {
            return work.apply(sessions);
        } finally {
            sessions.wipe();
        }
    }

    private static void save(Records records, Address peer, PeerSessions sessions) {
        records.put(name(peer), sessions.encode());
        sessions.wipe();
    }

    private static String name(Address peer) {
        return "session/" + peer.userId() + "/" + peer.deviceId();
    }
}
