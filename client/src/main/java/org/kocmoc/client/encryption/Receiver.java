package org.kocmoc.client.encryption;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.Ciphertext;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.MessageBody;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import tools.jackson.databind.JsonNode;

/// Empties the mailbox of this device. What cannot be read says why, is asked for anew from its
/// sender, and never holds up the rest. Under the session's lock.
final class Receiver {
    /// Refusals after which the sender can help, asked in a new session.
    private static final Set<Reason> HEALABLE =
            EnumSet.of(
                    Reason.UNDECRYPTABLE,
                    Reason.NO_SESSION,
                    Reason.UNKNOWN_PREKEY,
                    Reason.REUSED_BASE_KEY,
                    Reason.CORRUPT_STATE,
                    Reason.SESSION_STALE);

    private final Device device;
    private final Sender sender;
    private final Duration repairPause;

    /// @param repairPause time between two new sessions with one device, and between two requests
    ///   for one message
    Receiver(Device device, Sender sender, Duration repairPause) {
        this.device = device;
        this.sender = sender;
        this.repairPause = repairPause;
    }

    /// Takes all that waits.
    ///
    /// @param taken has each message at least once; it is acknowledged after it returned
    /// @return how many items there were
    int drain(Consumer<Received> taken) {
        int items = 0;
        while (true) {
            JsonNode page = device.session().call("GET", "/api/e2ee/mailbox", null);
            List<Long> ids = new ArrayList<>();
            for (JsonNode item : page.path("items")) {
                take(item).ifPresent(message -> hand(message, taken));
                ids.add(item.path("id").asLong());
            }
            items += ids.size();
            if (!ids.isEmpty()) {
                device.session()
                        .call("POST", "/api/e2ee/mailbox/ack", java.util.Map.of("ids", ids));
            }
            if (ids.isEmpty() || !page.path("more").asBoolean()) {
                return items;
            }
        }
    }

    /// What the caller has had is not handed out again.
    private void hand(Received message, Consumer<Received> taken) {
        taken.accept(message);
        if (message.content() != null) {
            device.store()
                    .transaction(
                            records -> {
                                Kept.find(records, message.ref())
                                        .ifPresent(k -> k.done().put(records, message.ref()));
                                Missing.remove(records, message.ref());
                                return message;
                            });
        }
    }

    private Optional<Received> take(JsonNode item) {
        Address from =
                new Address(item.path("sender_id").asLong(), item.path("sender_device").asInt());
        try {
            byte[] content = decrypt(from, item);
            Envelope envelope = Envelope.parse(content);
            if (!envelope.kind().wire().equals(item.path("class").asString())) {
                throw new RatchetException(Reason.MALFORMED, "another class than told");
            }
            if (envelope.control() != null) {
                return control(from, envelope.chat(), envelope.control());
            }
            // A message that was deleted meanwhile has no body.
            return item.path("body").isString()
                    ? Optional.of(message(from, item, envelope))
                    : Optional.empty();
        } catch (RatchetException e) {
            return refused(from, item, e.reason());
        }
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
                Ciphertext.of(item.path("type").asInt(), Texts.bytes(item.path("envelope")));
        return device.store()
                .transaction(
                        records -> {
                            byte[] content =
                                    device.ratchet().decrypt(records, known, from, received);
                            Envelope envelope = Envelope.parse(content);
                            if (envelope.keys() != null) {
                                kept(item, envelope.kind(), envelope.keys())
                                        .put(records, new MessageRef(from, envelope.uuid()));
                            }
                            return content;
                        });
    }

    private static Kept kept(JsonNode item, EnvelopeClass kind, Envelope.@Nullable BodyKey keys) {
        return new Kept(
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
        Kept kept = kept(item, envelope.kind(), envelope.keys());
        return opened(ref, kept, Texts.bytes(item.path("body")));
    }

    private void requireMember(long chat, Address from) {
        long peer = Chats.peer(device.store(), chat);
        if (peer > 0 && from.userId() != peer && from.userId() != me()) {
            throw new RatchetException(Reason.NOT_A_MEMBER, "a message of somebody else");
        }
    }

    private long me() {
        return device.keys().address().userId();
    }

    private Received opened(MessageRef ref, Kept kept, byte[] body) {
        Envelope.BodyKey keys = java.util.Objects.requireNonNull(kept.keys());
        Content content =
                Content.parse(
                        MessageBody.open(kept.chat(), ref.uuid(), keys.key(), keys.hash(), body));
        if (content.envelopeClass() != kept.kind()) {
            throw new RatchetException(Reason.MALFORMED, "the body is of another class");
        }
        return new Received(
                ref, kept.chat(), kept.seq(), kept.message(), content, Optional.empty());
    }

    private Optional<Received> refused(Address from, JsonNode item, Reason reason) {
        if (item.path("message_uuid").isNull()) {
            return Optional.empty();
        }
        MessageRef ref = new MessageRef(from, Bytes.ofHex(item.path("message_uuid").asString()));
        Optional<Kept> held = device.store().transaction(records -> Kept.find(records, ref));
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
        Kept lost = held.orElseGet(() -> kept(item, kind, null));
        device.store()
                .transaction(
                        records -> {
                            lost.put(records, ref);
                            Missing.add(records, ref);
                            return lost;
                        });
        if (HEALABLE.contains(reason)) {
            ask(ref, lost);
        }
        return Optional.of(
                new Received(
                        ref, lost.chat(), lost.seq(), lost.message(), null, Optional.of(reason)));
    }

    private Received again(MessageRef ref, Kept kept, JsonNode item, Reason reason) {
        try {
            return opened(ref, kept, Texts.bytes(item.path("body")));
        } catch (RatchetException e) {
            // Not what its sender has sealed: the server changed it.
            return new Received(
                    ref, kept.chat(), kept.seq(), kept.message(), null, Optional.of(reason));
        }
    }

    /// Asks again for what is still missing, since a request may have been lost with its session,
    /// and reads what has got its key.
    void recover(Consumer<Received> taken) {
        for (MessageRef ref : device.store().transaction(Missing::all)) {
            Optional<Kept> kept = device.store().transaction(records -> Kept.find(records, ref));
            if (kept.isPresent() && kept.get().keys() == null) {
                ask(ref, kept.get());
            } else if (kept.isPresent()) {
                fetched(ref, kept.get()).ifPresent(message -> hand(message, taken));
            }
        }
    }

    private void ask(MessageRef ref, Kept lost) {
        long now = device.clock().millis();
        if (lost.askedMs() > 0 && now - lost.askedMs() < repairPause.toMillis()) {
            return;
        }
        boolean fresh = now - Repairs.last(device.store(), ref.sender()) >= repairPause.toMillis();
        try {
            sender.control(ref.sender(), lost.chat(), new Envelope.Control.Retry(ref), fresh);
            device.store()
                    .transaction(
                            records -> {
                                lost.asked(now).put(records, ref);
                                if (fresh) {
                                    Repairs.note(records, ref.sender(), now);
                                }
                                return now;
                            });
        } catch (RefusedException | EncryptionException | RatchetException e) {
            // Must not stop anything else; it is asked again later.
            return;
        }
    }

    private Optional<Received> control(Address from, long chat, Envelope.Control control) {
        switch (control) {
            case Envelope.Control.Retry retry -> repeat(from, chat, retry.message());
            case Envelope.Control.Key given -> {
                return late(from, chat, given);
            }
            case Envelope.Control.SenderKey _ -> {
                // Groups are written to pairwise; a chain is of no use here.
            }
        }
        return Optional.empty();
    }

    /// Gives the key of an own message to a device that could not read it, if it is one of the
    /// chat.
    private void repeat(Address from, long chat, MessageRef ref) {
        Optional<Kept> kept = device.store().transaction(records -> Kept.find(records, ref));
        boolean own = ref.sender().equals(device.keys().address());
        if (!own || kept.isEmpty() || kept.get().keys() == null || kept.get().chat() != chat) {
            return;
        }
        try {
            if (sender.isOf(chat, from)) {
                sender.control(from, chat, new Envelope.Control.Key(ref, kept.get().keys()), false);
            }
        } catch (RefusedException | EncryptionException | RatchetException e) {
            // It asks again.
            return;
        }
    }

    /// Reads a message whose key was given afterwards; its body lies at the server.
    private Optional<Received> late(Address from, long chat, Envelope.Control.Key given) {
        MessageRef ref = given.message();
        Optional<Kept> lost =
                device.store()
                        .transaction(records -> Kept.find(records, ref))
                        .filter(kept -> kept.keys() == null && kept.chat() == chat);
        if (lost.isEmpty() || !ref.sender().equals(from)) {
            return Optional.empty();
        }
        Kept kept = lost.get().readable(given.keys());
        device.store()
                .transaction(
                        records -> {
                            kept.put(records, ref);
                            return kept;
                        });
        return fetched(ref, kept);
    }

    private Optional<Received> fetched(MessageRef ref, Kept kept) {
        JsonNode found =
                device.session()
                        .call(
                                "GET",
                                "/api/e2ee/chats/"
                                        + kept.chat()
                                        + "/messages?limit=1&after="
                                        + (kept.seq() - 1),
                                null)
                        .path("messages")
                        .path(0);
        boolean same =
                found.path("seq").asLong() == kept.seq()
                        && found.path("message_uuid").asString("").equals(ref.uuid().hex());
        if (same && found.path("body").isString()) {
            try {
                return Optional.of(opened(ref, kept, Texts.bytes(found.path("body"))));
            } catch (RatchetException e) {
                // A wrong key: the right one is asked for.
                forgetKey(ref, kept);
                return Optional.empty();
            }
        }
        // A message that was deleted meanwhile has no body.
        device.store()
                .transaction(
                        records -> {
                            Missing.remove(records, ref);
                            return ref;
                        });
        return Optional.empty();
    }

    private void forgetKey(MessageRef ref, Kept kept) {
        device.store()
                .transaction(
                        records -> {
                            kept.without().put(records, ref);
                            return kept;
                        });
    }

    /// How many messages cannot be read at present.
    int missing() {
        return device.store().transaction(Missing::all).size();
    }
}
