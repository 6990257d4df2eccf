package org.kocmoc.ratchet;

import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.encoding.Packer;

/// One device of one user: the end point of a session.
public record Address(long userId, int deviceId) {
    /// Refuses ids outside 1 … 2^53 − 1 and 1 … 2^31 − 1.
    public Address {
        if (userId < 1 || userId > Packer.MAX_U64 || deviceId < 1) {
            throw new RatchetException(Reason.MALFORMED, "ids are positive");
        }
    }

    @Override
    public String toString() {
        return userId + "." + deviceId;
    }
}
