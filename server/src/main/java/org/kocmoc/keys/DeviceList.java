package org.kocmoc.keys;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;

/// A signed list of a user's devices, as uploaded. The arrays are not to be changed.
///
/// @param previous hash of the version before, zeros in the first one
/// @param hash of this one without its signature
/// @param devices hashes of certificates in hexadecimal, ascending
/// @param encoded all bytes
record DeviceList(
        long user,
        long version,
        byte[] previous,
        byte[] hash,
        List<String> devices,
        byte[] encoded) {
    private static final byte[] LABEL = Layout.label("kocmoc/devlist/1");
    private static final int HASH = 32;
    private static final int FIXED = LABEL.length + 2 * Long.BYTES + HASH + Short.BYTES;

    /// Longest list.
    static final int MAX_SIZE =
            FIXED + Size.E2EE_DEVICES_PER_USER.value() * HASH + KeyChecks.SIGNATURE;

    /// Reads a list whose signature nobody has checked yet.
    static DeviceList parse(byte[] bytes) {
        int body = bytes.length - KeyChecks.SIGNATURE;
        int count = (body - FIXED) / HASH;
        if (bytes.length > MAX_SIZE || count < 1 || body != FIXED + count * HASH) {
            throw new ApiException(KeysError.DEVICE_LIST_INVALID);
        }
        Layout in = new Layout(bytes);
        boolean labelled = in.startsWith(LABEL);
        OptionalLong user = in.u64();
        OptionalLong version = in.u64();
        byte[] previous = in.bytes(HASH);
        boolean counted = in.u16() == count;
        List<String> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(HexFormat.of().formatHex(in.bytes(HASH)));
        }
        boolean valid =
                labelled
                        && user.isPresent()
                        && version.orElse(0) > 0
                        && counted
                        && devices.stream().distinct().sorted().toList().equals(devices)
                        && (version.orElse(0) > 1 || Arrays.equals(previous, new byte[HASH]));
        if (!valid) {
            throw new ApiException(KeysError.DEVICE_LIST_INVALID);
        }
        byte[] hash = Bytes.sha256(Arrays.copyOf(bytes, body));
        return new DeviceList(
                user.getAsLong(), version.getAsLong(), previous, hash, devices, bytes);
    }

    /// Refuses a list of somebody else, or one that the account key has not signed.
    void require(UserId owner, byte[] accountKey) {
        int body = encoded.length - KeyChecks.SIGNATURE;
        boolean valid =
                user == owner.value()
                        && KeyChecks.verifies(
                                accountKey,
                                Arrays.copyOf(encoded, body),
                                Arrays.copyOfRange(encoded, body, encoded.length));
        if (!valid) {
            throw new ApiException(KeysError.DEVICE_LIST_INVALID);
        }
    }

    /// Refuses a list that does not come right after another one.
    void requireAfter(long knownVersion, byte[] knownHash) {
        if (version < knownVersion) {
            throw new ApiException(KeysError.DEVICE_LIST_OUTDATED);
        }
        boolean follows =
                (version != knownVersion || Arrays.equals(hash, knownHash))
                        && (version != knownVersion + 1 || Arrays.equals(previous, knownHash));
        if (!follows) {
            throw new ApiException(KeysError.DEVICE_LIST_FORKED);
        }
        if (version > knownVersion + 1) {
            throw new ApiException(KeysError.DEVICE_LIST_GAP);
        }
    }
}
