package org.kocmoc.client.encryption;

import java.util.Optional;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.SenderKeys;
import tools.jackson.databind.JsonNode;

/// Opens one message of a group: its sender's device is on its owner's signed list, its owner a
/// member in the signed entry that the message names, and it was made by that device. Under the
/// session's lock.
final class GroupOpener {
    private final Device device;
    private final Memberships memberships;

    GroupOpener(Device device, Memberships memberships) {
        this.device = device;
        this.memberships = memberships;
    }

    /// Decrypts in one transaction with noting what the envelope says.
    ///
    /// @param place where the message is, without its keys
    /// @param row as the server shows it
    /// @throws RatchetException if it cannot be read or must not be; nothing has changed then
    Received open(MessageRef ref, MessageRecord place, JsonNode row) {
        try {
            return decrypted(ref, place, row);
        } catch (RefusedException e) {
            if (Refusals.isTemporary(e)) {
                throw e;
            }
            // Whoever is gone, or shows this user no devices any more, holds up nobody else.
            throw new RatchetException(Reason.NO_SESSION, e.code());
        }
    }

    private Received decrypted(MessageRef ref, MessageRecord place, JsonNode row) {
        byte[] message = Encodings.bytes(row.path("group_envelope"));
        KnownDevices sender = sender(ref.sender());
        Membership members =
                memberships
                        .entry(place.chat(), SenderKeys.header(message))
                        .orElseThrow(
                                () ->
                                        new RatchetException(
                                                Reason.IDENTITY_MISMATCH,
                                                "an entry that nobody has shown"));
        MessageRecord kept =
                device.store()
                        .transaction(
                                records -> {
                                    requireStill(records, place, ref.sender(), members.epoch());
                                    byte[] content =
                                            device.senderKeys()
                                                    .decrypt(
                                                            records,
                                                            sender,
                                                            ref.sender(),
                                                            members,
                                                            message);
                                    Envelope envelope = Envelope.parse(content);
                                    requireMeant(envelope, ref, place);
                                    MessageRecord read = place.readable(keys(envelope));
                                    read.put(records, ref);
                                    return read;
                                });
        return kept.open(ref, Encodings.bytes(row.path("body")));
    }

    /// The newest entry that a message names, as far as it was accepted.
    static long epoch(JsonNode row) {
        return SenderKeys.header(Encodings.bytes(row.path("group_envelope"))).epoch();
    }

    private KnownDevices sender(Address from) {
        KnownDevices known = device.directory().devices(from.userId(), 0);
        boolean listed = known.devices().stream().anyMatch(d -> d.address().equals(from));
        return listed ? known : device.directory().refresh(from.userId());
    }

    /// Nobody writes backdated after having been removed: who names an older entry than earlier
    /// messages did must be a member by that newer one as well.
    private static void requireStill(
            Records records, MessageRecord place, Address from, long epoch) {
        Optional<Membership.Signed> newest =
                place.under() <= epoch
                        ? Optional.empty()
                        : MemberChain.signed(records, place.chat(), place.under());
        if (newest.isPresent() && newest.get().entry().role(from.userId()).isEmpty()) {
            throw new RatchetException(Reason.NOT_A_MEMBER, "removed before");
        }
    }

    private static void requireMeant(Envelope envelope, MessageRef ref, MessageRecord place) {
        boolean meant =
                envelope.chat() == place.chat()
                        && envelope.uuid().equals(ref.uuid())
                        && envelope.kind() == place.kind();
        if (!meant) {
            throw new RatchetException(Reason.MALFORMED, "the envelope is about another message");
        }
    }

    private static Envelope.BodyKey keys(Envelope envelope) {
        Envelope.BodyKey keys = envelope.keys();
        if (keys == null) {
            throw new RatchetException(Reason.MALFORMED, "a control message in a chat");
        }
        return keys;
    }
}
