package org.kocmoc.client.encryption;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import tools.jackson.databind.JsonNode;

/// Who is written to in a chat: what the server says, as far as it is signed. Under the session's
/// lock.
///
/// A roster is good for more than one message, because the server refuses a message that was
/// encrypted for another one. A server that would not is believed no longer than this device learns
/// of nothing new, and five minutes at most.
final class Rosters {
    /// The devices of a chat, each on the list that its owner signed.
    ///
    /// @param membershipEpoch newest entry of the membership chain at the server, 0 without a chain
    /// @param users everybody in the chat, also those without devices
    /// @param targets all devices but this one
    record Roster(
            String version,
            long membershipEpoch,
            Set<Long> users,
            List<Recipient> targets,
            Map<Long, KnownDevices> devices) {}

    /// What was read.
    ///
    /// @param known how often what this device knows had changed by then
    private record Held(Roster roster, int known, Instant at) {}

    private static final Duration AGE = Duration.ofMinutes(5);

    /// Beyond it all are read anew.
    private static final int MOST = 100;

    private final Device device;
    private final Memberships memberships;
    private final Map<Long, Held> held = new HashMap<>();

    Rosters(Device device, Memberships memberships) {
        this.device = device;
        this.memberships = memberships;
    }

    /// The roster that was kept, while it is good for a message: the server refuses one for a
    /// roster that has changed.
    Optional<Roster> kept(long chat) {
        return Optional.ofNullable(held.get(chat))
                .filter(before -> before.known() == known() && isFresh(before))
                .map(Held::roster);
    }

    /// Reads a roster and keeps it for the messages that follow.
    Roster look(long chat) {
        if (held.size() >= MOST) {
            held.clear();
        }
        Roster roster = read(chat);
        held.put(chat, new Held(roster, known(), device.clock().instant()));
        return roster;
    }

    /// The next message begins with a look.
    void forget(long chat) {
        held.remove(chat);
    }

    private int known() {
        return device.directory().changes() + memberships.changes();
    }

    /// Also if the clock was set back meanwhile.
    private boolean isFresh(Held before) {
        return Duration.between(before.at(), device.clock().instant()).abs().compareTo(AGE) < 0;
    }

    /// The devices of a chat, of exactly the people that are meant.
    Roster read(long chat) {
        JsonNode answer = device.call("GET", "/api/e2ee/chats/" + chat + "/devices", null);
        requireEncrypted(chat);
        long peer = PinnedChats.peer(device.store(), chat);
        long me = device.keys().address().userId();
        List<Recipient> targets = new ArrayList<>();
        Map<Long, KnownDevices> devices = new HashMap<>();
        Set<Long> users = new HashSet<>();
        for (JsonNode member : answer.path("members")) {
            long user = member.path("user_id").asLong();
            if (peer > 0 && user != me && user != peer) {
                throw refusal(Reason.NOT_A_MEMBER, user);
            }
            users.add(user);
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
        return new Roster(
                answer.path("version").asString(),
                answer.path("membership_epoch").asLong(0),
                users,
                targets,
                devices);
    }

    /// Of a chat that somebody else began it is noted before anything is said who the two are.
    private void requireEncrypted(long chat) {
        PinnedChats.learn(device, chat, 0);
        if (!PinnedChats.isPinned(device.store(), chat)) {
            throw EncryptionException.readable(chat);
        }
    }

    private List<Recipient> targets(JsonNode member, long user, KnownDevices known) {
        List<Recipient> targets = new ArrayList<>();
        for (JsonNode one : member.path("devices")) {
            Recipient target =
                    new Recipient(
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
}
