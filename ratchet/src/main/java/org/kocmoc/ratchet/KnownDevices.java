package org.kocmoc.ratchet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.primitive.Primitives;

/// What this device knows about one user: the account key and the newest device list signed by it,
/// with all its devices. Only moves forward along the hash chain. Immutable; the caller stores it
/// and decides what a changed account key means.
///
/// @param devices exactly those on the list, verified, by device id
public record KnownDevices(Bytes accountKey, DeviceList list, List<DeviceCert> devices) {
    private static final int SCHEMA = 1;

    /// Copies the devices.
    public KnownDevices {
        devices = List.copyOf(devices);
    }

    /// The first sight of a user: the account key is taken on trust (compare safety numbers), all
    /// else is checked against it.
    public static KnownDevices firstSeen(
            Bytes accountKey, DeviceList.Signed list, List<DeviceCert.Signed> certs) {
        Primitives.standard().signing().check(accountKey.toArray());
        list.verify(accountKey);
        return new KnownDevices(accountKey, list.list(), admitted(accountKey, list.list(), certs));
    }

    /// Follows newer lists, oldest first, without leaving a version out.
    ///
    /// @param certs of all devices on the last list
    public KnownDevices follow(List<DeviceList.Signed> newer, List<DeviceCert.Signed> certs) {
        DeviceList current = list;
        for (DeviceList.Signed next : newer) {
            next.verify(accountKey);
            current = step(current, next.list());
        }
        return new KnownDevices(accountKey, current, admitted(accountKey, current, certs));
    }

    /// The certificate of a device; `GHOST_DEVICE` if the user has no such device.
    public DeviceCert device(Address address) {
        for (DeviceCert cert : devices) {
            if (cert.address().equals(address)) {
                return cert;
            }
        }
        throw new RatchetException(Reason.GHOST_DEVICE, "the signed list has no such device");
    }

    /// Whose devices they are.
    public long userId() {
        return list.userId();
    }

    private static DeviceList step(DeviceList known, DeviceList next) {
        if (next.userId() != known.userId()) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another user's list");
        }
        if (next.version() < known.version()) {
            throw new RatchetException(Reason.LIST_ROLLBACK, "an older list than the known one");
        }
        if (next.version() > known.version() + 1) {
            throw new RatchetException(Reason.LIST_GAP, "lists between are missing");
        }
        Bytes mustBeKnown = next.version() == known.version() ? next.hash() : next.previousHash();
        if (!mustBeKnown.equals(known.hash())) {
            throw new RatchetException(
                    Reason.LIST_FORK, "the list does not continue the known one");
        }
        return next;
    }

    private static List<DeviceCert> admitted(
            Bytes accountKey, DeviceList list, List<DeviceCert.Signed> certs) {
        Set<Bytes> missing = new HashSet<>(list.deviceHashes());
        Set<Address> seen = new HashSet<>();
        for (DeviceCert.Signed signed : certs) {
            DeviceCert cert = signed.cert();
            if (!missing.remove(cert.hash())) {
                throw new RatchetException(Reason.GHOST_DEVICE, "a device that is not listed");
            }
            if (cert.address().userId() != list.userId() || !seen.add(cert.address())) {
                throw new RatchetException(Reason.IDENTITY_MISMATCH, "not this user's device");
            }
            signed.verify(accountKey);
        }
        if (!missing.isEmpty()) {
            throw new RatchetException(Reason.MALFORMED, "certificates of listed devices missing");
        }
        return certs.stream()
                .map(DeviceCert.Signed::cert)
                .sorted(Comparator.comparingInt(cert -> cert.address().deviceId()))
                .toList();
    }

    /// For this device's own storage.
    public byte[] encode() {
        ProtoWriter out =
                new ProtoWriter(1_024).number(1, SCHEMA).bytes(2, accountKey).bytes(3, list.body());
        devices.forEach(cert -> out.bytes(4, cert.body()));
        return out.done();
    }

    /// From this device's own storage; what was verified once is not verified again.
    public static KnownDevices decode(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        if (in.u32(1) != SCHEMA) {
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "record of a newer version");
        }
        Bytes accountKey = in.value(2, 32);
        DeviceList list = DeviceList.parse(in.bytes(3, 0, DeviceList.Signed.MAX_SIZE));
        List<DeviceCert> devices = new ArrayList<>();
        while (devices.size() < Limits.DEVICES && in.next(4)) {
            devices.add(DeviceCert.parse(in.bytes(4, 0, 1_024)));
        }
        in.end();
        return new KnownDevices(accountKey, list, devices);
    }
}
