package org.kocmoc.client.encryption;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.RatchetException;

/// By whose keys entries about members are checked: those of the signing devices, if they can be
/// had still. Asks once for each user; made for one look at a chain. Under the session's lock.
final class EntrySigners {
    /// The owner has no account or no devices any more, or shows them to this user no longer.
    private static final Set<String> GONE =
            Set.of("encryption_not_set_up", "keys_refused", "user_not_found");

    private final Directory directory;
    private final Map<Long, Optional<KnownDevices>> present = new HashMap<>();

    EntrySigners(Directory directory) {
        this.directory = directory;
    }

    /// The signing device as its account knows it: on its list or, if it has been taken off, by the
    /// certificate beside the entry. Empty if the account is gone or has another key.
    ///
    /// @throws EncryptionException if the account has another key that nobody has accepted yet
    Optional<DeviceCert> of(EntryReader.Shown shown) {
        Optional<DeviceCert> known =
                directory.known(shown.actor().userId()).flatMap(devices -> find(devices, shown));
        return known.isPresent() ? known : asNewcomer(shown);
    }

    /// The same by what the server shows of the account now.
    Optional<DeviceCert> asNewcomer(EntryReader.Shown shown) {
        return present.computeIfAbsent(shown.actor().userId(), this::refresh)
                .flatMap(devices -> find(devices, shown));
    }

    private Optional<KnownDevices> refresh(long user) {
        try {
            return Optional.of(directory.refresh(user));
        } catch (RefusedException e) {
            if (GONE.contains(e.code())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<DeviceCert> find(KnownDevices devices, EntryReader.Shown shown) {
        Optional<DeviceCert> listed = listed(devices, shown.actor());
        return listed.isPresent() ? listed : beside(devices.accountKey(), shown);
    }

    /// A device that is on a list.
    static Optional<DeviceCert> listed(KnownDevices devices, Address address) {
        return devices.devices().stream().filter(d -> d.address().equals(address)).findFirst();
    }

    private static Optional<DeviceCert> beside(Bytes accountKey, EntryReader.Shown shown) {
        try {
            DeviceCert.Signed beside =
                    DeviceCert.Signed.parse(Encodings.bytes(shown.certificate()));
            beside.verify(accountKey);
            return Optional.of(beside.cert()).filter(c -> c.address().equals(shown.actor()));
        } catch (RatchetException e) {
            // Not signed by the account as it is now.
            return Optional.empty();
        }
    }
}
