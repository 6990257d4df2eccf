package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.DeviceList;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// The lists of the own account's devices as they were signed, oldest first, with the certificates
/// of the newest: what a server needs again that was restored from a backup. Immutable.
record OwnLists(List<DeviceList.Signed> lists, List<DeviceCert.Signed> certificates) {
    private static final String NAME = "sdk.own.lists";
    private static final int MAX = 1 << 16;

    /// What the server takes at once.
    private static final int KEPT = 100;

    OwnLists {
        lists = List.copyOf(lists);
        certificates = List.copyOf(certificates);
    }

    static OwnLists find(Records records) {
        List<DeviceList.Signed> lists = new ArrayList<>();
        List<DeviceCert.Signed> certificates = new ArrayList<>();
        records.get(NAME)
                .ifPresent(
                        bytes -> {
                            ProtoReader in = ProtoReader.ofStored(bytes);
                            while (in.next(1)) {
                                lists.add(DeviceList.Signed.parse(in.bytes(1, 1, MAX)));
                            }
                            while (in.next(2)) {
                                certificates.add(DeviceCert.Signed.parse(in.bytes(2, 1, MAX)));
                            }
                            in.end();
                        });
        return new OwnLists(lists, certificates);
    }

    /// With lists that were found to follow; the certificates are those of the last one.
    OwnLists with(List<DeviceList.Signed> newer, List<DeviceCert.Signed> listed) {
        List<DeviceList.Signed> all = new ArrayList<>(lists);
        long known = all.isEmpty() ? 0 : all.getLast().list().version();
        newer.stream().filter(one -> one.list().version() > known).forEach(all::add);
        return new OwnLists(all.subList(Math.max(0, all.size() - KEPT), all.size()), listed);
    }

    void put(Records records) {
        ProtoWriter out = new ProtoWriter(1_024);
        lists.forEach(one -> out.bytes(1, one.encode()));
        certificates.forEach(one -> out.bytes(2, one.encode()));
        records.put(NAME, out.done());
    }

    /// What to upload to a server whose newest list has that version.
    Map<String, Object> after(long version) {
        return OwnDevices.upload(
                lists.stream().filter(one -> one.list().version() > version).toList(),
                certificates);
    }
}
