package org.kocmoc.client.encryption;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.encoding.Packer;
import org.kocmoc.ratchet.encoding.Unpacker;

/// Names an encrypted message for ever: the device that sent it and the number that this device
/// drew.
///
/// @param uuid 16 bytes
public record MessageRef(Address sender, Bytes uuid) {
    private static final int UUID = 16;

    byte[] encode() {
        return new Packer().address(sender).bytes(uuid).done();
    }

    static MessageRef parse(byte[] bytes) {
        Unpacker in = new Unpacker(bytes);
        MessageRef ref = new MessageRef(new Address(in.u64(), in.u32()), in.bytes(UUID));
        in.end();
        return ref;
    }

    /// As the key of a record.
    String key() {
        return sender.userId() + "." + sender.deviceId() + "." + uuid.hex();
    }
}
