package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.Ciphertext;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import tools.jackson.databind.JsonNode;

/// Empties the mailbox of this device. What cannot be read says why, is asked for anew from its
/// sender, and never holds up the rest. Under the session's lock.
final class Receiver {
    private final Device device;
    private final Repair repair;
    private final Memberships memberships;

    Receiver(Device device, Repair repair, Memberships memberships) {
        this.device = device;
        this.repair = repair;
        this.memberships = memberships;
    }

    /// Takes all that waits.
    ///
    /// @param taken has each message at least once; it is acknowledged after it returned
    /// @return how many items there were
    int drain(Consumer<Received> taken) {
        int items = 0;
        while (true) {
            JsonNode page = device.call("GET", "/api/e2ee/mailbox", null);
            List<Long> ids = new ArrayList<>();
            for (JsonNode item : page.path("items")) {
                take(item, taken);
                ids.add(item.path("id").asLong());
            }
            items += ids.size();
            if (!ids.isEmpty()) {
                device.call("POST", "/api/e2ee/mailbox/ack", Map.of("ids", ids));
            }
            if (ids.isEmpty() || !page.path("more").asBoolean()) {
                return items;
            }
        }
    }

    private void take(JsonNode item, Consumer<Received> taken) {
        Address from =
                new Address(item.path("sender_id").asLong(), item.path("sender_device").asInt());
        try {
            byte[] content = decrypt(from, item);
            Envelope envelope = Envelope.parse(content);
            if (!envelope.kind().wire().equals(item.path("class").asString())) {
                throw new RatchetException(Reason.MALFORMED, "another class than told");
            }
            if (envelope.control() != null) {
                repair.control(from, envelope.chat(), envelope.control(), taken);
            } else if (item.path("body").isString()) {
                // A message that was deleted meanwhile has no body.
                repair.hand(message(from, item, envelope), taken);
            }
        } catch (RatchetException e) {
            refuse(from, item, e.reason(), taken);
        } catch (EncryptionException e) {
            // The sender's keys are not as they were: what it says waits for a person.
            refuse(from, item, e.reason(), taken);
        } catch (RefusedException e) {
            if (Refusals.isTemporary(e)) {
                throw e;
            }
            // Whoever is gone, or shows this user no devices any more, holds up nobody else.
            refuse(from, item, Reason.NO_SESSION, taken);
        }
    }

    private void refuse(Address from, JsonNode item, Reason reason, Consumer<Received> taken) {
        refused(from, item, reason).ifPresent(message -> repair.hand(message, taken));
    }

    /// Decrypts in one transaction with noting what the envelope says: a repeat finds the note.
    private byte[] decrypt(Address from, JsonNode item) {
        try {
            return decrypt(from, item, device.directory().devices(from.userId(), 0));
        } catch (RatchetException e) {
            boolean isOld = e.reason() == Reason.LIST_OUTDATED || e.reason() == Reason.GHOST_DEVICE;
            if (!isOld) {
                throw e;
            }
            return decrypt(from, item, device.directory().refresh(from.userId()));
        }
    }

    private byte[] decrypt(Address from, JsonNode item, KnownDevices known) {
        Ciphertext received =
                Ciphertext.of(item.path("type").asInt(), Encodings.bytes(item.path("envelope")));
        return device.store()
                .transaction(
                        records -> {
                            byte[] content =
                                    device.ratchet().decrypt(records, known, from, received);
                            Envelope envelope = Envelope.parse(content);
                            if (envelope.control() instanceof Envelope.Control.SenderKey chain) {
                                // Not later: after a crash the envelope cannot be read again.
                                device.senderKeys()
                                        .accept(
                                                records,
                                                from,
                                                MemberChain.groupId(envelope.chat()),
                                                chain.distribution());
                            }
                            if (envelope.keys() != null) {
                                kept(item, envelope.kind(), envelope.keys())
                                        .put(records, new MessageRef(from, envelope.uuid()));
                            }
                            return content;
                        });
    }

    private static MessageRecord kept(
            JsonNode item, EnvelopeClass kind, Envelope.@Nullable BodyKey keys) {
        return new MessageRecord(
                kind,
                item.path("chat_id").asLong(),
                item.path("seq").asLong(),
                item.path("message_id").asLong(),
                keys,
                false,
                0);
    }

    private Received message(Address from, JsonNode item, Envelope envelope) {
        boolean meant =
                envelope.chat() == item.path("chat_id").asLong()
                        && envelope.uuid().hex().equals(item.path("message_uuid").asString());
        if (!meant) {
            throw new RatchetException(Reason.MALFORMED, "the envelope is about another message");
        }
        requireMember(envelope.chat(), from);
        MessageRef ref = new MessageRef(from, envelope.uuid());
        MessageRecord kept = kept(item, envelope.kind(), envelope.keys());
        return kept.open(ref, Encodings.bytes(item.path("body")));
    }

    private void requireMember(long chat, Address from) {
        long peer = PinnedChats.peer(device.store(), chat);
        if (peer > 0 && from.userId() != peer && from.userId() != me()) {
            throw new RatchetException(Reason.NOT_A_MEMBER, "a message of somebody else");
        }
        if (memberships.known(chat).filter(c -> !c.named().contains(from.userId())).isPresent()) {
            throw new RatchetException(Reason.NOT_A_MEMBER, "nobody signed for the sender");
        }
    }

    private long me() {
        return device.keys().address().userId();
    }

    private Optional<Received> refused(Address from, JsonNode item, Reason reason) {
        if (item.path("message_uuid").isNull()) {
            return Optional.empty();
        }
        MessageRef ref = new MessageRef(from, Bytes.ofHex(item.path("message_uuid").asString()));
        Optional<MessageRecord> held =
                device.store().transaction(records -> MessageRecord.find(records, ref));
        if (held.isPresent() && held.get().keys() != null) {
            // It came before; its reader may have been cut off in the middle.
            return held.get().handled() || !item.path("body").isString()
                    ? Optional.empty()
                    : Optional.of(again(ref, held.get(), item, reason));
        }
        EnvelopeClass kind =
                item.path("class").asString().equals("update")
                        ? EnvelopeClass.UPDATE
                        : EnvelopeClass.CONTENT;
        MessageRecord lost = held.orElseGet(() -> kept(item, kind, null));
        return Optional.of(repair.lost(ref, lost, reason));
    }

    private Received again(MessageRef ref, MessageRecord kept, JsonNode item, Reason reason) {
        try {
            return kept.open(ref, Encodings.bytes(item.path("body")));
        } catch (RatchetException e) {
            // Not what its sender has sealed: the server changed it.
            return new Received(
                    ref, kept.chat(), kept.seq(), kept.message(), null, Optional.of(reason));
        }
    }
}
