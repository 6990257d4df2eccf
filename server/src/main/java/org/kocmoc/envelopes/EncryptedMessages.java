package org.kocmoc.envelopes;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.chats.ChatMode;
import org.kocmoc.db.Database;
import org.kocmoc.keys.Device;
import org.kocmoc.keys.Roster;
import org.kocmoc.keys.Rosters;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Appender;
import org.kocmoc.log.ChatLog;
import org.kocmoc.log.LogError;

/// Sends into encrypted chats. Any thread; blocks until the message is committed.
final class EncryptedMessages {
    /// What became of a send.
    sealed interface Outcome {}

    /// It is in the log for good.
    ///
    /// @param repeated an earlier send had stored it; this one changed nothing
    record Stored(EnvelopeStore.Placed placed, boolean repeated) implements Outcome {}

    /// Nothing was stored: it was encrypted for other devices than those of the chat.
    record Stale(Roster roster, RosterDifference difference) implements Outcome {}

    private final Database database;
    private final ChatLog log;
    private final ChatAccess access;
    private final Rosters rosters;
    private final BiFunction<UserId, String, Optional<String>> attachments;
    private final Bus bus;
    private final RateLimiter limiter;

    /// @param attachments the own upload that an address names
    EncryptedMessages(
            Database database,
            ChatLog log,
            ChatAccess access,
            Rosters rosters,
            BiFunction<UserId, String, Optional<String>> attachments,
            Bus bus,
            RateLimiter limiter) {
        this.database = database;
        this.log = log;
        this.access = access;
        this.rosters = rosters;
        this.attachments = attachments;
        this.bus = bus;
        this.limiter = limiter;
    }

    /// Stores a message for exactly the devices of the chat. The same uuid of the same device again
    /// gives the first result, also where a new one would be refused by now.
    Outcome send(Device sender, EncryptedDraft draft) {
        limiter.take(Rate.SEND_PER_USER, sender.user().toString());
        try {
            return append(sender, draft);
        } catch (ApiException refusal) {
            EnvelopeStore.Placed first =
                    database.read(
                                    handle ->
                                            EnvelopeStore.sent(
                                                    handle,
                                                    draft.chat(),
                                                    sender.user(),
                                                    clientId(sender, draft)))
                            .orElseThrow(() -> refusal);
            return new Stored(first, true);
        }
    }

    private static String clientId(Device sender, EncryptedDraft draft) {
        return sender.id() + ":" + draft.uuid();
    }

    private Outcome append(Device sender, EncryptedDraft draft) {
        List<String> files =
                draft.files().stream()
                        .flatMap(url -> attachments.apply(sender.user(), url).stream())
                        .toList();
        Outcome outcome =
                log.change(
                        draft.chat(),
                        (handle, appender) -> store(handle, appender, sender, draft, files));
        if (outcome instanceof Stored stored && !stored.repeated()) {
            draft.envelopes()
                    .forEach(
                            e ->
                                    bus.publish(
                                            new Device(e.user(), e.device(), e.registration())
                                                    .subject(),
                                            new byte[0]));
        }
        return outcome;
    }

    private Outcome store(
            Handle handle,
            Appender appender,
            Device sender,
            EncryptedDraft draft,
            List<String> files) {
        ChatForMember member = access.asMember(handle, sender.user(), draft.chat());
        if (member.mode() != ChatMode.E2EE) {
            throw new ApiException(EnvelopeError.CHAT_NOT_ENCRYPTED);
        }
        String clientId = clientId(sender, draft);
        EnvelopeStore.Check check = EnvelopeStore.check(handle, member, clientId);
        if (check.placed() != null) {
            return new Stored(check.placed(), true);
        }
        if (check.blocked()) {
            throw new ApiException(LogError.BLOCKED_BY_RECIPIENT);
        }
        Optional<Stale> stale = stale(handle, sender, draft);
        if (stale.isPresent()) {
            return stale.get();
        }
        return new Stored(append(handle, appender, sender, draft, clientId, files), false);
    }

    private static EnvelopeStore.Placed append(
            Handle handle,
            Appender appender,
            Device sender,
            EncryptedDraft draft,
            String clientId,
            List<String> files) {
        MessageId id =
                appender.message(
                        new Appender.Encrypted(
                                sender.user(),
                                sender.id(),
                                clientId,
                                draft.counts(),
                                draft.body(),
                                draft.group()));
        EnvelopeStore.Placed placed =
                new EnvelopeStore.Placed(id, appender.lastSeq(), appender.epoch(), appender.at());
        if (!draft.envelopes().isEmpty()) {
            EnvelopeStore.addEnvelopes(handle, sender, draft.chat(), placed, draft.envelopes());
        }
        if (!files.isEmpty()) {
            EnvelopeStore.holdFiles(handle, id, files);
        }
        return placed;
    }

    /// A group envelope is as good as the roster that its sender knows; single envelopes are
    /// compared one by one as well, so that a sender's mistake loses nobody's message.
    private Optional<Stale> stale(Handle handle, Device sender, EncryptedDraft draft) {
        if (draft.group() != null && draft.roster().equals(rosters.version(handle, draft.chat()))) {
            return Optional.empty();
        }
        Roster roster = rosters.read(handle, draft.chat());
        RosterDifference difference = RosterDifference.of(roster, sender, draft.envelopes());
        boolean fits = draft.group() == null && difference.isEmpty();
        return fits && draft.roster().equals(roster.version())
                ? Optional.empty()
                : Optional.of(new Stale(roster, difference));
    }
}
