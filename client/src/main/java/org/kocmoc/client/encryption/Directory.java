package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.DeviceList;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore;
import tools.jackson.databind.JsonNode;

/// What somebody's devices are: lists as they are signed, judged against what was known, whatever
/// the server says. Under the session's lock.
final class Directory {
    private final Session session;
    private final RatchetStore store;
    private int changes;

    Directory(Session session, RatchetStore store) {
        this.session = session;
        this.store = store;
    }

    /// What is known of a user, if anything.
    Optional<KnownDevices> known(long user) {
        return store.transaction(records -> records.get(name(user))).map(KnownDevices::decode);
    }

    /// The devices of a user on a list of at least this version; asks the server where what is
    /// known is older.
    KnownDevices devices(long user, long leastVersion) {
        return known(user)
                .filter(known -> known.list().version() >= leastVersion)
                .orElseGet(() -> refresh(user));
    }

    /// Asks the server. What it shows is refused unless it follows what is known. An older list of
    /// the own account is one of a server that was restored from a backup: it gets what is missing.
    KnownDevices refresh(long user) {
        try {
            Optional<KnownDevices> known = known(user);
            Shown shown = read(user, known);
            if (user == session.user() && known.isPresent() && shown.isBehind(known.get())) {
                restore(shown);
                shown = read(user, known);
            }
            KnownDevices now = judge(user, known, shown);
            keep(now, shown);
            if (!known.equals(Optional.of(now))) {
                changes++;
            }
            return now;
        } catch (RatchetException e) {
            throw EncryptionException.of(e, user);
        }
    }

    /// What the server shows of somebody, not yet judged.
    private record Shown(
            Bytes accountKey, List<DeviceList.Signed> lists, List<DeviceCert.Signed> certs) {
        boolean isBehind(KnownDevices known) {
            return known.accountKey().equals(accountKey)
                    && lists.getLast().list().version() < known.list().version();
        }
    }

    private Shown read(long user, Optional<KnownDevices> known) {
        // Of somebody who is seen first only the newest list is looked at.
        long none = user == session.user() ? 1 : Long.MAX_VALUE;
        long from = known.map(k -> k.list().version()).orElse(none);
        List<DeviceList.Signed> lists = new ArrayList<>();
        while (true) {
            JsonNode answer =
                    session.call("GET", "/api/e2ee/users/" + user + "/devices?from=" + from, null);
            JsonNode page = answer.path("device_lists");
            page.forEach(l -> lists.add(DeviceList.Signed.parse(Encodings.bytes(l))));
            long newest = page.isEmpty() ? 0 : lists.getLast().list().version();
            if (newest > 0 && newest >= answer.path("list_version").asLong()) {
                return new Shown(
                        Bytes.of(Encodings.bytes(answer.path("account_key"))),
                        lists,
                        certificates(answer));
            }
            if (newest < from) {
                throw new RatchetException(Reason.MALFORMED, "a device list is missing");
            }
            from = newest + 1;
        }
    }

    private static List<DeviceCert.Signed> certificates(JsonNode answer) {
        List<DeviceCert.Signed> certs = new ArrayList<>();
        answer.path("certificates")
                .forEach(c -> certs.add(DeviceCert.Signed.parse(Encodings.bytes(c))));
        return certs;
    }

    private void restore(Shown shown) {
        OwnLists own = store.transaction(OwnLists::find);
        session.call(
                "PUT", "/api/e2ee/devices", own.after(shown.lists().getLast().list().version()));
    }

    private static KnownDevices judge(long user, Optional<KnownDevices> known, Shown shown) {
        if (known.isPresent()) {
            if (!known.get().accountKey().equals(shown.accountKey())) {
                throw new RatchetException(Reason.IDENTITY_MISMATCH, "another account key");
            }
            return known.get().follow(shown.lists(), shown.certs());
        }
        KnownDevices seen =
                KnownDevices.firstSeen(shown.accountKey(), shown.lists().getLast(), shown.certs());
        if (seen.userId() != user) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another user's list");
        }
        return seen;
    }

    /// How often what is known of anybody has changed.
    int changes() {
        return changes;
    }

    private void keep(KnownDevices now, Shown shown) {
        store.update(
                records -> {
                    records.put(name(now.userId()), now.encode());
                    if (now.userId() == session.user()) {
                        OwnLists.find(records).with(shown.lists(), shown.certs()).put(records);
                    }
                });
    }

    /// What the server shows of a user at present, whatever was known. Keeps nothing.
    KnownDevices offered(long user) {
        try {
            return judge(user, Optional.empty(), read(user, Optional.empty()));
        } catch (RatchetException e) {
            throw EncryptionException.of(e, user);
        }
    }

    /// Takes what the server shows in place of what was known, if it is what was looked at.
    void accept(long user, Predicate<KnownDevices> looked) {
        try {
            Shown shown = read(user, Optional.empty());
            KnownDevices now = judge(user, Optional.empty(), shown);
            if (!looked.test(now)) {
                throw new RatchetException(Reason.IDENTITY_MISMATCH, "other keys than compared");
            }
            keep(now, shown);
            changes++;
        } catch (RatchetException e) {
            throw EncryptionException.of(e, user);
        }
    }

    /// Refuses a device that its owner has not signed for, or as another installation.
    static void requireListed(KnownDevices known, Address device, int registration) {
        if (known.device(device).registrationId() != registration) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another installation");
        }
    }

    private static String name(long user) {
        return "sdk.known." + user;
    }
}
