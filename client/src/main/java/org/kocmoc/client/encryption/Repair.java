package org.kocmoc.client.encryption;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import tools.jackson.databind.JsonNode;

/// What could not be read: it is kept, asked for from its sender, tried again when something that
/// it lacked has come, and never holds up the rest. The same for others, who ask this device. Under
/// the session's lock.
final class Repair {
    /// Refusals after which the sender can help, asked in a new session.
    private static final Set<Reason> HEALABLE =
            EnumSet.of(
                    Reason.UNDECRYPTABLE,
                    Reason.NO_SESSION,
                    Reason.UNKNOWN_PREKEY,
                    Reason.REUSED_BASE_KEY,
                    Reason.CORRUPT_STATE,
                    Reason.SESSION_STALE);

    private static final int NOT_FOUND = 404;

    /// The chat is closed to this user, or another one since the server was restored.
    private static final Set<String> GONE = Set.of("not_a_member", "chat_not_encrypted");

    private final Device device;
    private final Sessions sessions;
    private final Rosters rosters;
    private final GroupSender groups;
    private final GroupOpener opener;
    private final Duration pause;
    private final Map<Long, Long> tried = new HashMap<>();

    /// @param pause time between two new sessions with one device, and between two requests for one
    ///   message
    Repair(
            Device device,
            Sessions sessions,
            Rosters rosters,
            GroupSender groups,
            GroupOpener opener,
            Duration pause) {
        this.device = device;
        this.sessions = sessions;
        this.rosters = rosters;
        this.groups = groups;
        this.opener = opener;
        this.pause = pause;
    }

    /// What the caller has had is not handed out again.
    void hand(Received message, Consumer<Received> taken) {
        taken.accept(message);
        if (message.content() != null) {
            device.store()
                    .update(
                            records -> {
                                MessageRecord.find(records, message.ref())
                                        .ifPresent(k -> k.done().put(records, message.ref()));
                                UnreadableMessages.remove(records, message.ref());
                            });
        }
    }

    /// Keeps what cannot be read, and asks for it where that can help.
    Received lost(MessageRef ref, MessageRecord lost, Reason reason) {
        device.store()
                .update(
                        records -> {
                            lost.put(records, ref);
                            UnreadableMessages.add(records, ref);
                        });
        if (HEALABLE.contains(reason)) {
            try {
                ask(ref, lost);
            } catch (RefusedException e) {
                if (Refusals.isOfSignIn(e)) {
                    throw e;
                }
                // The next look asks.
            }
        }
        return new Received(
                ref, lost.chat(), lost.seq(), lost.message(), null, Optional.of(reason));
    }

    /// Tries again what can be read since, and asks again for what is still missing, since a
    /// request may have been lost with its session.
    void recover(Consumer<Received> taken) {
        try {
            recoverAll(taken);
        } catch (RefusedException e) {
            // What could not be tried now must not hold up what is new.
            if (Refusals.isOfSignIn(e)) {
                throw e;
            }
        }
    }

    private void recoverAll(Consumer<Received> taken) {
        for (MessageRef ref : missing()) {
            Optional<MessageRecord> kept = kept(ref);
            if (kept.isPresent() && kept.get().keys() != null) {
                fetched(ref, kept.get()).ifPresent(message -> hand(message, taken));
            } else if (kept.isPresent()
                    && (isDue(kept.get()) || hasGrown(kept.get().chat()))
                    && !again(ref, kept.get(), taken)) {
                ask(ref, kept.get());
            }
        }
        missing().forEach(ref -> kept(ref).ifPresent(k -> tried.put(k.chat(), tip(k.chat()))));
    }

    /// Whether the membership chain of a group has grown since its messages were last tried.
    private boolean hasGrown(long chat) {
        return !Objects.equals(tried.get(chat), tip(chat));
    }

    private boolean isDue(MessageRecord lost) {
        return lost.isDue(device.clock().millis(), pause);
    }

    private long tip(long chat) {
        return device.store()
                .transaction(records -> MemberChain.find(records, chat))
                .map(chain -> chain.tip().epoch())
                .orElse(0L);
    }

    private Optional<MessageRecord> kept(MessageRef ref) {
        return device.store().transaction(records -> MessageRecord.find(records, ref));
    }

    private void ask(MessageRef ref, MessageRecord lost) {
        long now = device.clock().millis();
        if (!isDue(lost)) {
            return;
        }
        boolean fresh = now - RepairTimes.last(device.store(), ref.sender()) >= pause.toMillis();
        try {
            sessions.control(ref.sender(), lost.chat(), new Envelope.Control.Retry(ref), fresh);
        } catch (RefusedException | EncryptionException | RatchetException e) {
            if (Refusals.isTemporary(e)) {
                throw e;
            }
            // Must not stop anything else, and is asked for as seldom as what is not answered.
        }
        device.store()
                .update(
                        records -> {
                            lost.asked(now).put(records, ref);
                            if (fresh) {
                                RepairTimes.note(records, ref.sender(), now);
                            }
                        });
    }

    /// What another device says beside the chats.
    void control(Address from, long chat, Envelope.Control control, Consumer<Received> taken) {
        switch (control) {
            case Envelope.Control.Retry retry -> repeat(from, chat, retry.message());
            case Envelope.Control.Key given ->
                    late(from, chat, given).ifPresent(message -> hand(message, taken));
            case Envelope.Control.SenderKey _ -> {
                for (MessageRef ref : missing()) {
                    if (ref.sender().equals(from)) {
                        kept(ref)
                                .filter(lost -> lost.keys() == null && lost.chat() == chat)
                                .ifPresent(lost -> again(ref, lost, taken));
                    }
                }
            }
        }
    }

    /// Gives the key of an own message to a device that could not read it, if it may have it.
    private void repeat(Address from, long chat, MessageRef ref) {
        Optional<MessageRecord> kept = kept(ref);
        boolean own = ref.sender().equals(device.keys().address());
        if (!own || kept.isEmpty() || kept.get().keys() == null || kept.get().chat() != chat) {
            return;
        }
        try {
            if (groups.mayHave(chat, from, rosters.read(chat))) {
                sessions.control(
                        from, chat, new Envelope.Control.Key(ref, kept.get().keys()), false);
            }
        } catch (RefusedException | EncryptionException | RatchetException e) {
            // It asks again.
        }
    }

    /// Reads a message whose key was given afterwards; its body lies at the server.
    private Optional<Received> late(Address from, long chat, Envelope.Control.Key given) {
        MessageRef ref = given.message();
        Optional<MessageRecord> lost = kept(ref).filter(k -> k.keys() == null && k.chat() == chat);
        if (lost.isEmpty() || !ref.sender().equals(from)) {
            return Optional.empty();
        }
        MessageRecord kept = lost.get().readable(given.keys());
        device.store()
                .update(
                        records -> {
                            PinnedChats.requireMember(device, records, chat, from);
                            kept.put(records, ref);
                        });
        return fetched(ref, kept);
    }

    private Optional<Received> fetched(MessageRef ref, MessageRecord kept) {
        Optional<JsonNode> found = row(ref, kept).filter(row -> row.path("body").isString());
        if (found.isEmpty()) {
            gone(ref);
            return Optional.empty();
        }
        try {
            return Optional.of(kept.open(ref, Encodings.bytes(found.get().path("body"))));
        } catch (RatchetException e) {
            // A wrong key: the right one is asked for.
            device.store()
                    .update(
                            records -> {
                                kept.without().put(records, ref);
                            });
            return Optional.empty();
        }
    }

    /// Tries the group envelope of a message again; whether it is read now.
    private boolean again(MessageRef ref, MessageRecord lost, Consumer<Received> taken) {
        Optional<JsonNode> row = row(ref, lost).filter(found -> found.path("body").isString());
        if (row.isEmpty()) {
            gone(ref);
            return true;
        }
        if (!row.get().path("group_envelope").isString()) {
            return false;
        }
        Received message;
        try {
            message = opener.open(ref, lost, row.get());
        } catch (RatchetException | EncryptionException e) {
            return false;
        }
        hand(message, taken);
        return true;
    }

    /// The message as it lies at the server, if it still does.
    private Optional<JsonNode> row(MessageRef ref, MessageRecord kept) {
        JsonNode found;
        try {
            found =
                    device.call(
                                    "GET",
                                    "/api/e2ee/chats/"
                                            + kept.chat()
                                            + "/messages?limit=1&after="
                                            + (kept.seq() - 1),
                                    null)
                            .path("messages")
                            .path(0);
        } catch (RefusedException e) {
            if (e.status() == NOT_FOUND || GONE.contains(e.code())) {
                return Optional.empty();
            }
            // Says nothing about the message.
            throw e;
        }
        boolean same =
                found.path("seq").asLong() == kept.seq()
                        && found.path("message_uuid").asString("").equals(ref.uuid().hex());
        return same ? Optional.of(found) : Optional.empty();
    }

    /// A message that was deleted meanwhile has no body.
    private void gone(MessageRef ref) {
        device.store()
                .update(
                        records -> {
                            UnreadableMessages.remove(records, ref);
                        });
    }

    /// The messages that cannot be read at present.
    List<MessageRef> missing() {
        return device.store().transaction(UnreadableMessages::all);
    }
}
