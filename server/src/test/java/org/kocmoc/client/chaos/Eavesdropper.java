package org.kocmoc.client.chaos;

import java.util.Objects;
import java.util.Set;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.SenderKeys;

/// Gives every message, as it lies at the server, to all devices that are not entitled to it, also
/// to those that were removed: as a server would that works together with them. One thread.
final class Eavesdropper {
    private final World world;

    Eavesdropper(World world) {
        this.world = world;
    }

    /// Envelopes are for nobody but those who are entitled.
    void requireAddressed(Truth.Message message) {
        Set<Address> addressed = world.truth().addressed(message);
        addressed.removeAll(message.must());
        if (!addressed.isEmpty()) {
            throw new Violation(message.ref() + " was encrypted for " + addressed);
        }
    }

    void requireClosed(Truth.Message message) {
        byte[] envelope = message.envelope();
        if (envelope == null) {
            return;
        }
        for (Phone phone : world.everyPhone()) {
            if (!message.may().contains(phone.address()) && reads(phone, message, envelope)) {
                throw new Violation(phone + " can read " + message.ref());
            }
        }
    }

    private boolean reads(Phone phone, Truth.Message message, byte[] envelope) {
        Membership members = message.members().orElseThrow();
        SenderKeys keys = new SenderKeys(phone.address(), world.clock());
        return phone.store()
                .tries(
                        records -> {
                            try {
                                keys.decrypt(
                                        records,
                                        Objects.requireNonNull(message.sender()),
                                        message.ref().sender(),
                                        members,
                                        envelope);
                                return true;
                            } catch (RatchetException e) {
                                return false;
                            }
                        });
    }
}
