package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.DeviceList;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.RatchetStore;

/// Changes of the own account's list of devices, signed with its key. Under the session's lock.
final class OwnDevices {
    private final Session session;
    private final RatchetStore store;
    private final Directory directory;

    OwnDevices(Session session, RatchetStore store, Directory directory) {
        this.session = session;
        this.store = store;
        this.directory = directory;
    }

    /// Takes a device off the list.
    void remove(int device) {
        KnownDevices known = directory.refresh(session.user());
        List<DeviceCert> rest = new ArrayList<>(known.devices());
        if (rest.removeIf(cert -> cert.address().deviceId() == device)) {
            AccountKey account = AccountKey.ofSeed(SetUp.seed(store).orElseThrow());
            put(account.nextList(known.list(), rest), List.of());
        }
    }

    /// Puts a list in force that follows the present one.
    void put(DeviceList.Signed next, List<DeviceCert.Signed> newcomers) {
        session.call("PUT", "/api/e2ee/devices", upload(List.of(next), newcomers));
        directory.refresh(session.user());
    }

    static Map<String, Object> upload(
            List<DeviceList.Signed> lists, List<DeviceCert.Signed> certificates) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(
                "device_lists", lists.stream().map(one -> Encodings.base64(one.encode())).toList());
        body.put(
                "certificates",
                certificates.stream().map(one -> Encodings.base64(one.encode())).toList());
        return body;
    }
}
