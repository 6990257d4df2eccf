package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Ciphertext;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.PreKeyBundle;
import org.kocmoc.ratchet.Ratchet;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetStore;
import tools.jackson.databind.JsonNode;

/// The sessions with single devices: begins them where there are none, encrypts in them, and sends
/// control messages. Under the session's lock.
final class Sessions {
    /// Bundles for sessions that are to be begun.
    ///
    /// @param ownVersion of this user's device list, which peers will want to know
    record Fresh(Map<Address, PreKeyBundle> bundles, long ownVersion) {}

    /// What the server takes at once.
    private static final int AT_ONCE = 300;

    private final Device device;

    Sessions(Device device) {
        this.device = device;
    }

    /// One envelope for each device, in its session.
    List<Pending.Sealed> encrypt(
            RatchetStore.Records records,
            Rosters.Roster roster,
            List<Recipient> to,
            Fresh fresh,
            byte[] content) {
        List<Pending.Sealed> sealed = new ArrayList<>();
        for (Recipient target : to) {
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

    /// Bundles for those of the devices that there is no session with.
    ///
    /// @param anew for all of them
    Fresh bundles(List<Recipient> to, boolean anew) {
        long ownVersion =
                device.directory()
                        .known(device.keys().address().userId())
                        .map(own -> own.list().version())
                        .orElse(1L);
        Map<Long, List<Integer>> wanted = new LinkedHashMap<>();
        for (Recipient target : to) {
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
                device.call(
                        "POST",
                        "/api/e2ee/bundles/take",
                        Map.of("user_id", user, "device_ids", ids));
        for (JsonNode one : answer.path("bundles")) {
            try {
                bundles.put(
                        new Address(user, one.path("device_id").asInt()),
                        PreKeyBundle.parse(Encodings.bytes(one.path("bundle"))));
            } catch (RatchetException e) {
                throw EncryptionException.of(e, user);
            }
        }
    }

    /// Sends a control message to one device.
    ///
    /// @param fresh in a new session
    void control(Address to, long chat, Envelope.Control control, boolean fresh) {
        KnownDevices known = device.directory().devices(to.userId(), 0);
        Recipient target = new Recipient(to, known.device(to).registrationId());
        Rosters.Roster only =
                new Rosters.Roster("", 0, Set.of(), List.of(target), Map.of(to.userId(), known));
        tell(only, List.of(target), chat, control, fresh);
    }

    /// Sends one control message to several devices of a roster.
    ///
    /// @return those that it was not delivered to
    Set<Address> tell(
            Rosters.Roster roster,
            List<Recipient> to,
            long chat,
            Envelope.Control control,
            boolean fresh) {
        byte[] content = Envelope.control(chat, Sender.uuid(), control).encode();
        Fresh bundles = bundles(to, fresh);
        List<Pending.Sealed> sealed =
                device.store().transaction(r -> encrypt(r, roster, to, bundles, content));
        Set<Address> refused = new HashSet<>();
        for (int from = 0; from < sealed.size(); from += AT_ONCE) {
            List<Pending.Sealed> some =
                    sealed.subList(from, Math.min(from + AT_ONCE, sealed.size()));
            device.call(
                            "POST",
                            "/api/e2ee/mailbox",
                            Map.of("envelopes", some.stream().map(Pending.Sealed::json).toList()))
                    .path("refused")
                    .forEach(
                            one ->
                                    refused.add(
                                            new Address(
                                                    one.path("user_id").asLong(),
                                                    one.path("device_id").asInt())));
        }
        return refused;
    }
}
