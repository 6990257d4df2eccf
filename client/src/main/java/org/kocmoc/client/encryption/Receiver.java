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
        Optional<Received> message;
        try {
            learn(from, item);
            Envelope envelope = decrypt(from, item);
            if (envelope.control() != null) {
                repair.control(from, envelope.chat(), envelope.control(), taken);
            }
            message = message(from, item, envelope);
        } catch (RatchetException e) {
            message = refused(from, item, e.reason());
        } catch (EncryptionException e) {
            // The sender's keys are not as they were: what it says waits for a person.
            message = refused(from, item, e.reason());
        } catch (RefusedException e) {
            if (Refusals.isTemporary(e)) {
                throw e;
            }
            // Whoever is gone, or shows this user no devices any more, holds up nobody else.
            message = refused(from, item, Reason.NO_SESSION);
        }
        // What the caller throws is none of the sender's refusals.
        message.ifPresent(one -> repair.hand(one, taken));
    }

    /// What a chat is that somebody else began, and who has been let into a group since, before
    /// anything of it is handed out.
    private void learn(Address from, JsonNode item) {
        if (item.path("message_uuid").isNull()) {
            return;
        }
        long chat = item.path("chat_id").asLong();
        try {
            PinnedChats.learn(device, chat, from.userId());
            boolean unknown =
                    memberships
                            .known(chat)
                            .filter(chain -> !chain.named().contains(from.userId()))
                            .isPresent();
            if (unknown) {
                memberships.newest(chat);
            }
        } catch (RefusedException e) {
            if (Refusals.isTemporary(e)) {
                throw e;
            }
            // Left meanwhile: what was said there before can be read.
        }
    }

    /// Decrypts in one transaction with noting what the envelope says: a repeat finds the note.
    private Envelope decrypt(Address from, JsonNode item) {
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

    private Envelope decrypt(Address from, JsonNode item, KnownDevices known) {
        Ciphertext received =
                Ciphertext.of(item.path("type").asInt(), Encodings.bytes(item.path("envelope")));
        return device.store()
                .transaction(
                        records -> {
                            byte[] content =
                                    device.ratchet().decrypt(records, known, from, received);
                            Envelope envelope = Envelope.parse(content);
                            requireMeant(envelope, item);
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
                                PinnedChats.requireMember(device, records, envelope.chat(), from);
                                kept(item, envelope.kind(), envelope.keys())
                                        .put(records, new MessageRef(from, envelope.uuid()));
                            }
                            return envelope;
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

    /// Refuses an envelope that is told to be of another class or about another message.
    private static void requireMeant(Envelope envelope, JsonNode item) {
        boolean meant =
                envelope.keys() == null
                        || (envelope.chat() == item.path("chat_id").asLong()
                                && envelope.uuid()
                                        .hex()
                                        .equals(item.path("message_uuid").asString("")));
        if (!meant || !envelope.kind().wire().equals(item.path("class").asString(""))) {
            throw new RatchetException(Reason.MALFORMED, "the envelope is about another message");
        }
    }

    /// The message itself; empty for a control message, and for one that was deleted meanwhile,
    /// which has no body.
    private static Optional<Received> message(Address from, JsonNode item, Envelope envelope) {
        if (envelope.keys() == null || !item.path("body").isString()) {
            return Optional.empty();
        }
        MessageRef ref = new MessageRef(from, envelope.uuid());
        MessageRecord kept = kept(item, envelope.kind(), envelope.keys());
        return Optional.of(kept.open(ref, Encodings.bytes(item.path("body"))));
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
