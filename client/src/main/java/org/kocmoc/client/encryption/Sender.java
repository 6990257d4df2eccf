package org.kocmoc.client.encryption;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.MessageBody;
import tools.jackson.databind.JsonNode;

/// Encrypts for every device of a chat and hands it to the server until it has it. What was
/// encrypted once is kept and sent again as it is, so that a repeat gives the first result. Under
/// the session's lock.
final class Sender {
    private static final int TRIES = 4;
    private static final int UUID = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Device device;
    private final Rosters rosters;
    private final Sessions sessions;
    private final GroupSender groups;

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

    /// Says something and returns when the server has it.
    ///
    /// @throws UnreachableException if it is not known whether the server has it: [#resume] goes on
    Received send(long chat, Content content) {
        Content dated = content.at(device.clock().millis());
        Pending pending = put(chat, dated);
        try {
            Received sent = deliver(pending);
            return new Received(
                    sent.ref(), chat, sent.seq(), sent.message(), dated, Optional.empty());
        } catch (EncryptionException e) {
            drop(pending);
            throw e;
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

    /// Hands over what a former run could not. What is refused holds up nothing: it is thrown when
    /// all the rest has been tried.
    List<Received> resume() {
        List<Received> sent = new ArrayList<>();
        @Nullable RuntimeException refusal = null;
        for (Pending pending : device.store().transaction(Pending::all)) {
            try {
                sent.add(deliver(pending));
            } catch (RefusedException | EncryptionException e) {
                if (refusal == null) {
                    refusal = e;
                } else {
                    refusal.addSuppressed(e);
                }
            }
        }
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
