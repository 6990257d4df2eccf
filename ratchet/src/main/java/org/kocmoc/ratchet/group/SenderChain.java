package org.kocmoc.ratchet.group;

import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;
import org.kocmoc.ratchet.primitive.Secret;

/// The sending side of a chain: this device's own, in one group. Immutable.
///
/// @param iteration number of the next message
public record SenderChain(
        Bytes groupId,
        int chainId,
        int iteration,
        Secret chainKey,
        Secret signingSeed,
        long createdMs) {
    /// Length of a group's id.
    public static final int GROUP_ID = 16;

    private static final int SCHEMA = 1;
    private static final int KEY = 32;

    SenderChain advanced(Secret next) {
        return new SenderChain(groupId, chainId, iteration + 1, next, signingSeed, createdMs);
    }

    /// For storing.
    public byte[] encode() {
        return new ProtoWriter()
                .number(1, SCHEMA)
                .bytes(2, groupId)
                .number(3, chainId)
                .number(4, iteration)
                .bytes(5, chainKey.bytes())
                .bytes(6, signingSeed.bytes())
                .number(7, createdMs)
                .done();
    }

    /// From the store.
    public static SenderChain decode(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        if (in.u32(1) != SCHEMA) {
            throw new RatchetException(Reason.UNSUPPORTED_VERSION, "chain of a newer version");
        }
        SenderChain chain =
                new SenderChain(
                        in.value(2, GROUP_ID),
                        in.u32(3),
                        in.u32(4),
                        Secret.of(in.bytes(5, KEY)),
                        Secret.of(in.bytes(6, KEY)),
                        in.u64(7));
        in.end();
        return chain;
    }

    /// Zeroes the secrets.
    public void wipe() {
        chainKey.wipe();
        signingSeed.wipe();
    }
}
