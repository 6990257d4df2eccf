package org.kocmoc.ratchet;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;
import org.kocmoc.ratchet.internal.Limits;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Signing;

/// All devices of a user, as the account says: one link of a hash chain, so that a server can
/// neither add a device, nor take one back, nor show different people different lists unnoticed.
///
/// @param previousHash hash of the version before; zeros in version 1
/// @param deviceHashes of the certificates, ascending, 1 to 10
public record DeviceList(long userId, long version, Bytes previousHash, List<Bytes> deviceHashes) {
    private static final String LABEL = "kocmoc/devlist/1";
    private static final int HASH = 32;
    private static final Bytes NOTHING_BEFORE = Bytes.of(new byte[HASH]);

    /// Refuses an empty, too long or unordered list.
    public DeviceList {
        deviceHashes = List.copyOf(deviceHashes);
        if (userId < 1 || version < 1 || deviceHashes.isEmpty()) {
            throw new RatchetException(Reason.MALFORMED, "not a device list");
        }
        if (deviceHashes.size() > Limits.DEVICES) {
            throw new RatchetException(Reason.TOO_MANY, "too many devices");
        }
        for (int i = 1; i < deviceHashes.size(); i++) {
            if (deviceHashes.get(i - 1).compareTo(deviceHashes.get(i)) >= 0) {
                throw new RatchetException(Reason.MALFORMED, "devices out of order");
            }
        }
        if (version == 1 && !previousHash.equals(NOTHING_BEFORE)) {
            throw new RatchetException(Reason.MALFORMED, "nothing comes before version 1");
        }
    }

    static DeviceList first(long userId, List<DeviceCert> devices) {
        return new DeviceList(userId, 1, NOTHING_BEFORE, hashes(devices));
    }

    DeviceList next(List<DeviceCert> devices) {
        return new DeviceList(userId, version + 1, hash(), hashes(devices));
    }

    private static List<Bytes> hashes(List<DeviceCert> devices) {
        return devices.stream().map(DeviceCert::hash).sorted().toList();
    }

    /// The bytes that are signed.
    public byte[] body() {
        Packer out =
                new Packer(LABEL)
                        .u64(userId)
                        .u64(version)
                        .bytes(previousHash)
                        .u16(deviceHashes.size());
        deviceHashes.forEach(out::bytes);
        return out.done();
    }

    /// What the next version refers to.
    public Bytes hash() {
        return Bytes.of(Primitives.standard().kdf().sha256(body()));
    }

    /// A list with the account's signature.
    public record Signed(DeviceList list, Bytes signature) {
        /// Longest encoding.
        public static final int MAX_SIZE = 17 + 16 + HASH + 2 + Limits.DEVICES * HASH + 64;

        /// Fails with `BAD_SIGNATURE` unless this account signed it.
        public void verify(Bytes accountKey) {
            DeviceCert.requireSignature(accountKey, list.body(), signature);
        }

        /// Body, then signature.
        public byte[] encode() {
            return new Packer().bytes(list.body()).bytes(signature).done();
        }

        /// Parses what [#encode] gives; verifies nothing.
        public static Signed parse(byte[] bytes) {
            Unpacker in = new Unpacker(bytes);
            Signed signed = new Signed(DeviceList.read(in), in.bytes(Signing.SIGNATURE_SIZE));
            in.end();
            return signed;
        }
    }

    /// Parses what [#body] gives.
    static DeviceList parse(byte[] body) {
        Unpacker in = new Unpacker(body);
        DeviceList list = read(in);
        in.end();
        return list;
    }

    private static DeviceList read(Unpacker in) {
        in.label(LABEL);
        long userId = in.u64();
        long version = in.u64();
        Bytes previous = in.bytes(HASH);
        int count = in.u16();
        if (count > Limits.DEVICES) {
            throw new RatchetException(Reason.TOO_MANY, "too many devices");
        }
        List<Bytes> hashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hashes.add(in.bytes(HASH));
        }
        return new DeviceList(userId, version, previous, hashes);
    }
}
