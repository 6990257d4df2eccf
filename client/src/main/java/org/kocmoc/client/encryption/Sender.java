package org.kocmoc.client.encryption;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.MessageBody;
import tools.jackson.databind.JsonNode;

/// Encrypts for every device of a chat and hands it to the server until it has it. What was
/// encrypted once is kept and sent again as it is, so that a repeat gives the first result. Within
/// a chat nothing is sent before what is kept of it; chats do not wait for each other. Under the
/// session's lock.
final class Sender {
    private static final int TRIES = 4;
    private static final int UUID = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Device device;
    private final Rosters rosters;
    private final Sessions sessions;
    private final GroupSender groups;

    /// What became of messages that went before another one, for the next [#resume] to say.
    private final List<Received> sentBefore = new ArrayList<>();

    private @Nullable RuntimeException refusedBefore;

    Sender(Device device, Rosters rosters, Sessions sessions, GroupSender groups) {
        this.device = device;
        this.rosters = rosters;
        this.sessions = sessions;
        this.groups = groups;
    }

    static Bytes uuid() {
        byte[] bytes = new byte[UUID];
        RANDOM.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    /// Says something and returns when the server has it, after what is kept of the chat.
    ///
    /// @throws UnreachableException if it is not known whether the server has it: [#resume] goes on
    Received send(long chat, Content content) {
        Content dated = content.at(device.clock().millis());
        Pending pending = put(chat, dated);
        try {
            deliverBefore(pending);
            Received sent = deliver(pending);
            return new Received(
                    sent.ref(), chat, sent.seq(), sent.message(), dated, Optional.empty());
        } catch (EncryptionException e) {
            drop(pending);
            throw e;
        }
    }

    private void deliverBefore(Pending last) {
        for (Pending pending : device.store().transaction(Pending::all)) {
            boolean before = pending.chat() == last.chat() && !pending.uuid().equals(last.uuid());
            if (before) {
                try {
                    sentBefore.add(deliver(pending));
                } catch (RefusedException e) {
                    if (Refusals.isTemporary(e)) {
                        throw e;
                    }
                    note(e);
                }
            }
        }
    }

    private void note(RuntimeException refusal) {
        if (refusedBefore == null) {
            refusedBefore = refusal;
        } else {
            refusedBefore.addSuppressed(refusal);
        }
    }

    /// Keeps something for sending.
    Pending put(long chat, Content dated) {
        Bytes uuid = uuid();
        MessageBody.Sealed sealed = MessageBody.seal(chat, uuid, dated.encode());
        Envelope.BodyKey keys = new Envelope.BodyKey(sealed.key(), sealed.hash());
        Pending pending =
                Pending.of(
                        uuid,
                        chat,
                        dated.envelopeClass(),
                        keys,
                        sealed.body(),
                        dated.files().stream().map(EncryptedFile::url).toList());
        return device.store()
                .transaction(
                        records -> {
                            pending.put(records);
                            return pending;
                        });
    }

    /// Hands over what a former run could not. What is refused holds up no other chat, and where it
    /// is given up not its own either: it is thrown when all the rest has been tried.
    List<Received> resume() {
        Set<Long> waiting = new HashSet<>();
        for (Pending pending : device.store().transaction(Pending::all)) {
            if (waiting.contains(pending.chat())) {
                continue;
            }
            try {
                sentBefore.add(deliver(pending));
            } catch (RefusedException | EncryptionException e) {
                if (e instanceof EncryptionException || Refusals.isTemporary(e)) {
                    // It is kept, and what follows it waits with it.
                    waiting.add(pending.chat());
                }
                note(e);
            }
        }
        List<Received> sent = List.copyOf(sentBefore);
        RuntimeException refusal = refusedBefore;
        sentBefore.clear();
        refusedBefore = null;
        if (refusal != null) {
            throw refusal;
        }
        return sent;
    }

    private Received deliver(Pending first) {
        Pending pending = first;
        for (int tries = 1; ; tries++) {
            try {
                if (pending.roster().isEmpty()) {
                    pending = prepare(pending);
                }
                JsonNode answer =
                        device.call(
                                "POST",
                                "/api/e2ee/chats/" + pending.chat() + "/messages",
                                pending.body());
                return sent(pending, answer.path("message"));
            } catch (RefusedException e) {
                rosters.forget(pending.chat());
                if (!e.code().equals("roster_changed") || tries == TRIES) {
                    if (!Refusals.isTemporary(e)) {
                        drop(pending);
                    }
                    throw e;
                }
                pending = pending.withoutRoster();
            }
        }
    }

    private void drop(Pending pending) {
        device.store()
                .update(
                        records -> {
                            pending.remove(records);
                        });
    }

    /// Encrypts once for a group whose devices can follow that, else for those devices of the
    /// present roster that have no envelope yet.
    private Pending prepare(Pending pending) {
        Optional<Rosters.Roster> kept = rosters.kept(pending.chat());
        if (kept.isPresent()) {
            try {
                return prepare(pending, kept.get());
            } catch (RefusedException | EncryptionException e) {
                if (Refusals.isTemporary(e)) {
                    throw e;
                }
                // A device of an old roster may be gone.
            }
        }
        return prepare(pending, rosters.look(pending.chat()));
    }

    private Pending prepare(Pending pending, Rosters.Roster roster) {
        byte[] content =
                Envelope.of(pending.kind(), pending.chat(), pending.uuid(), pending.keys())
                        .encode();
        return groups.prepare(pending, roster, content)
                .orElseGet(() -> prepareEach(pending, roster, content));
    }

    private Pending prepareEach(Pending pending, Rosters.Roster roster, byte[] content) {
        List<Pending.Sealed> kept =
                pending.envelopes().stream()
                        .filter(one -> roster.targets().contains(one.target()))
                        .toList();
        List<Recipient> missing = new ArrayList<>(roster.targets());
        kept.forEach(one -> missing.remove(one.target()));
        Sessions.Fresh fresh = sessions.bundles(missing, false);
        return device.store()
                .transaction(
                        records -> {
                            List<Pending.Sealed> all = new ArrayList<>(kept);
                            all.addAll(sessions.encrypt(records, roster, missing, fresh, content));
                            Pending next = pending.with(roster.version(), all);
                            next.put(records);
                            return next;
                        });
    }

    private Received sent(Pending pending, JsonNode placed) {
        MessageRef ref = new MessageRef(device.keys().address(), pending.uuid());
        long seq = placed.path("seq").asLong();
        long message = placed.path("id").asLong();
        MessageRecord kept =
                new MessageRecord(
                        pending.kind(), pending.chat(), seq, message, pending.keys(), true, 0);
        device.store()
                .update(
                        records -> {
                            kept.put(records, ref);
                            pending.remove(records);
                        });
        return new Received(ref, pending.chat(), seq, message, null, Optional.empty());
    }
}
