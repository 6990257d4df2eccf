package org.kocmoc.client.encryption;

import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// A device that is written to. Immutable.
///
/// @param registration number of its installation
record Recipient(Address address, int registration) {
    /// Writes it as the first three fields of a record.
    ProtoWriter encode() {
        return new ProtoWriter()
                .number(1, address.userId())
                .number(2, address.deviceId())
                .number(3, registration);
    }

    /// Reads the first three fields of a record.
    static Recipient decode(ProtoReader in) {
        return new Recipient(new Address(in.u64(1), in.u32(2)), in.u32(3));
    }
}
