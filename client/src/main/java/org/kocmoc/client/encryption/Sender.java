package org.kocmoc.client.encryption;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.Ciphertext;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.MessageBody;
import org.kocmoc.ratchet.PreKeyBundle;
import org.kocmoc.ratchet.Ratchet;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore;
import tools.jackson.databind.JsonNode;

/// Encrypts for every device of a chat and hands it to the server until it has it. What was
/// encrypted once is kept and sent again as it is, so that a repeat gives the first result. Under
/// the session's lock.
final class Sender {
    /// A device that is written to.
    record Target(Address address, int registration) {}

    /// The devices of a chat, each on the list that its owner signed.
    record Roster(String version, List<Target> targets, Map<Long, KnownDevices> devices) {}

    /// Bundles for sessions that are to be begun.
    ///
    /// @param ownVersion of this user's device list, which peers will want to know
    private record Fresh(Map<Address, PreKeyBundle> bundles, long ownVersion) {}

    private static final int TRIES = 4;
    private static final int UUID = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Device device;

    Sender(Device device) {
        this.device = device;
    }

    static Bytes uuid() {
        byte[] bytes = new byte[UUID];
        RANDOM.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    /// Says something and returns when the server has it.
    ///
    /// @throws UnreachableException if it is not known whether the server has it: [#resume] goes on
    Received send(long chat, Content content) {
        Content dated = content.at(device.clock().millis());
        Pending pending = put(chat, dated);
        try {
            Received sent = deliver(pending);
            return new Received(
                    sent.ref(), chat, sent.seq(), sent.message(), dated, Optional.empty());
        } catch (EncryptionException e) {
            drop(pending);
            throw e;
        }
    }

    /// Keeps something for sending.
    Pending put(long chat, Content dated) {
        Bytes uuid = uuid();
        MessageBody.Sealed sealed = MessageBody.seal(chat, uuid, dated.encode());
        Envelope.BodyKey keys = new Envelope.BodyKey(sealed.key(), sealed.hash());
        Pending pending =
                new Pending(
                        uuid,
                        chat,
                        dated.envelopeClass(),
                        keys,
                        sealed.body(),
                        dated.files().stream().map(EncryptedFile::url).toList(),
                        "",
                        List.of());
        return device.store()
                .transaction(
                        records -> {
                            pending.put(records);
                            return pending;
                        });
    }

    /// Hands over what a former run could not.
    List<Received> resume() {
        List<Received> sent = new ArrayList<>();
        for (Pending pending : device.store().transaction(Pending::all)) {
            sent.add(deliver(pending));
        }
        return sent;
    }

    private Received deliver(Pending first) {
        Pending pending = first;
        for (int tries = 1; ; tries++) {
            if (pending.roster().isEmpty()) {
                pending = prepare(pending);
            }
            try {
                JsonNode answer =
                        device.session()
                                .call(
                                        "POST",
                                        "/api/e2ee/chats/" + pending.chat() + "/messages",
                                        pending.body());
                return sent(pending, answer.path("message"));
            } catch (RefusedException e) {
                if (!e.code().equals("roster_changed") || tries == TRIES) {
                    if (e.retryAfter().isEmpty()) {
                        drop(pending);
                    }
                    throw e;
                }
                pending = pending.withoutRoster();
            }
        }
    }

    private void drop(Pending pending) {
        device.store()
                .transaction(
                        records -> {
                            pending.remove(records);
                            return pending;
                        });
    }

    /// Encrypts for those devices of the present roster that have no envelope yet.
    private Pending prepare(Pending pending) {
        Roster roster = roster(pending.chat());
        byte[] content =
                Envelope.of(pending.kind(), pending.chat(), pending.uuid(), pending.keys())
                        .encode();
        List<Pending.Sealed> kept =
                pending.envelopes().stream()
                        .filter(one -> roster.targets().contains(one.target()))
                        .toList();
        List<Target> missing = new ArrayList<>(roster.targets());
        kept.forEach(one -> missing.remove(one.target()));
        Fresh fresh = bundles(missing, false);
        return device.store()
                .transaction(
                        records -> {
                            List<Pending.Sealed> all = new ArrayList<>(kept);
                            all.addAll(encrypt(records, roster, missing, fresh, content));
                            Pending next = pending.with(roster.version(), all);
                            next.put(records);
                            return next;
                        });
    }

    private List<Pending.Sealed> encrypt(
            RatchetStore.Records records,
            Roster roster,
            List<Target> to,
            Fresh fresh,
            byte[] content) {
        List<Pending.Sealed> sealed = new ArrayList<>();
        for (Target target : to) {
            long user = target.address().userId();
            try {
                KnownDevices known =
                        Objects.requireNonNull(roster.devices().get(user), "a device of nobody");
                PreKeyBundle bundle = fresh.bundles().get(target.address());
                if (bundle != null) {
                    device.ratchet().start(records, bundle, known, fresh.ownVersion());
                }
                Ciphertext made = device.ratchet().encrypt(records, target.address(), content);
                sealed.add(new Pending.Sealed(target, made.type(), made.bytes()));
            } catch (RatchetException e) {
                throw EncryptionException.of(e, user);
            }
        }
        return sealed;
    }

    private Fresh bundles(List<Target> to, boolean anew) {
        long ownVersion =
                device.directory()
                        .known(device.keys().address().userId())
                        .map(own -> own.list().version())
                        .orElse(1L);
        Map<Long, List<Integer>> wanted = new LinkedHashMap<>();
        for (Target target : to) {
            Ratchet.Status status =
                    device.store().transaction(r -> device.ratchet().status(r, target.address()));
            if (anew || status != Ratchet.Status.READY) {
                wanted.computeIfAbsent(target.address().userId(), u -> new ArrayList<>())
                        .add(target.address().deviceId());
            }
        }
        Map<Address, PreKeyBundle> bundles = new HashMap<>();
        wanted.forEach((user, ids) -> take(user, ids, bundles));
        return new Fresh(bundles, ownVersion);
    }

    private void take(long user, List<Integer> ids, Map<Address, PreKeyBundle> bundles) {
        JsonNode answer =
                device.session()
                        .call(
                                "POST",
                                "/api/e2ee/bundles/take",
                                Map.of("user_id", user, "device_ids", ids));
        for (JsonNode one : answer.path("bundles")) {
            try {
                bundles.put(
                        new Address(user, one.path("device_id").asInt()),
                        PreKeyBundle.parse(Texts.bytes(one.path("bundle"))));
            } catch (RatchetException e) {
                throw EncryptionException.of(e, user);
            }
        }
    }

    /// The devices of a chat, of exactly the people that are meant.
    Roster roster(long chat) {
        JsonNode answer =
                device.session().call("GET", "/api/e2ee/chats/" + chat + "/devices", null);
        long peer = Chats.peer(device.store(), chat);
        long me = device.keys().address().userId();
        List<Target> targets = new ArrayList<>();
        Map<Long, KnownDevices> devices = new HashMap<>();
        for (JsonNode member : answer.path("members")) {
            long user = member.path("user_id").asLong();
            if (peer > 0 && user != me && user != peer) {
                throw refusal(Reason.NOT_A_MEMBER, user);
            }
            if (!member.path("devices").isEmpty()) {
                KnownDevices known =
                        device.directory().devices(user, member.path("list_version").asLong());
                devices.put(user, known);
                targets.addAll(targets(member, user, known));
            }
        }
        if (peer > 0 && peer != me && !devices.containsKey(peer)) {
            throw refusal(Reason.NO_SESSION, peer);
        }
        return new Roster(answer.path("version").asString(), targets, devices);
    }

    private List<Target> targets(JsonNode member, long user, KnownDevices known) {
        List<Target> targets = new ArrayList<>();
        for (JsonNode one : member.path("devices")) {
            Target target =
                    new Target(
                            new Address(user, one.path("device_id").asInt()),
                            one.path("registration_id").asInt());
            try {
                Directory.requireListed(known, target.address(), target.registration());
            } catch (RatchetException e) {
                throw EncryptionException.of(e, user);
            }
            if (!target.address().equals(device.keys().address())) {
                targets.add(target);
            }
        }
        return targets;
    }

    private static EncryptionException refusal(Reason reason, long user) {
        return EncryptionException.of(new RatchetException(reason, reason.name()), user);
    }

    /// Sends a control message to one device.
    ///
    /// @param fresh in a new session
    void control(Address to, long chat, Envelope.Control control, boolean fresh) {
        KnownDevices known = device.directory().devices(to.userId(), 0);
        Target target = new Target(to, known.device(to).registrationId());
        byte[] content = Envelope.control(chat, uuid(), control).encode();
        Fresh bundles = bundles(List.of(target), fresh);
        Roster only = new Roster("", List.of(target), Map.of(to.userId(), known));
        List<Pending.Sealed> sealed =
                device.store()
                        .transaction(r -> encrypt(r, only, List.of(target), bundles, content));
        device.session()
                .call(
                        "POST",
                        "/api/e2ee/mailbox",
                        Map.of("envelopes", sealed.stream().map(Pending.Sealed::json).toList()));
    }

    private Received sent(Pending pending, JsonNode placed) {
        MessageRef ref = new MessageRef(device.keys().address(), pending.uuid());
        long seq = placed.path("seq").asLong();
        long message = placed.path("id").asLong();
        Kept kept = new Kept(pending.kind(), pending.chat(), seq, message, pending.keys(), true, 0);
        device.store()
                .transaction(
                        records -> {
                            kept.put(records, ref);
                            pending.remove(records);
                            return kept;
                        });
        return new Received(ref, pending.chat(), seq, message, null, Optional.empty());
    }

    /// Whether a device is one of a chat, by the server's word and its owner's signature.
    boolean isOf(long chat, Address address) {
        return new TreeSet<>(
                        roster(chat).targets().stream().map(t -> t.address().toString()).toList())
                .contains(address.toString());
    }
}
