package org.kocmoc.messages;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.chats.Role;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Appender;
import org.kocmoc.log.ChatLog;
import org.kocmoc.terms.TermIndex;

/// Editing, deleting and reacting: each one transaction under the chat's lock, with one event in
/// the chat's log. Any thread; blocks.
public final class MessageChanges {
    private final Messages messages;
    private final ChatLog log;
    private final Bodies bodies;
    private final TermIndex index;
    private final ChatAccess access;
    private final RateLimiter limiter;

    MessageChanges(
            Messages messages,
            ChatLog log,
            MessagesFeature.Texts texts,
            ChatAccess access,
            RateLimiter limiter) {
        this.messages = messages;
        this.log = log;
        this.bodies = texts.bodies();
        this.index = texts.index();
        this.access = access;
        this.limiter = limiter;
    }

    /// Gives a message of one's own another text.
    ///
    /// @param baseRevision the revision that the editor saw; a late repeat then cannot undo a newer
    ///   edit
    void edit(UserId editor, MessageId id, String text, OptionalLong baseRevision) {
        limiter.take(Rate.SEND_PER_USER, editor.toString());
        Draft.requireSendable(text);
        StoredMessage seen = messages.readable(editor, id);
        if (!seen.isFrom(editor.value())) {
            throw new ApiException(MessageError.EDIT_NOT_YOURS);
        }
        Bodies.Sealer sealer = bodies.sealer(seen.chat());
        Optional<TermIndex.Entry> words = index.entry(seen.chat(), id, text);
        changeAs(
                access::asWriter,
                editor,
                seen,
                (handle, entry) -> {
                    StoredMessage row = entry.row();
                    if (baseRevision.isPresent() && baseRevision.getAsLong() != row.revision()) {
                        throw new ApiException(MessageError.EDIT_CONFLICT);
                    }
                    int revision = row.revision() + 1;
                    var place =
                            new Bodies.Place(row.chat(), editor.value(), row.clientId(), revision);
                    ChangeStore.edit(handle, row, sealer.seal(text, place), entry.log().at());
                    words.ifPresent(entries -> index.replace(handle, entries));
                    ChangeStore.replaceMentions(handle, row, Mentions.in(text));
                    entry.log().event("message:edit", editor, id, Map.of("revision", revision));
                    return true;
                });
    }

    /// Deletes a message for everybody: its author, administrators of the group and of the server
    /// may.
    void delete(UserId deleter, boolean serverAdmin, MessageId id) {
        StoredMessage seen = messages.existing(id);
        boolean entitled = seen.isFrom(deleter.value()) || serverAdmin;
        requireModerator(entitled, access.find(deleter, seen.chat()));
        change(
                seen,
                (handle, entry) -> {
                    requireModerator(entitled, access.find(handle, deleter, seen.chat()));
                    ChangeStore.scrub(handle, entry.row(), entry.log().at());
                    entry.log().event("message:delete", deleter, id, Map.of());
                    return true;
                });
    }

    private static void requireModerator(boolean entitled, Optional<ChatForMember> chat) {
        boolean moderates =
                chat.filter(member -> !member.isPair() && member.role() != Role.MEMBER).isPresent();
        if (!entitled && !moderates) {
            throw new ApiException(MessageError.MESSAGE_NOT_YOURS);
        }
    }

    /// Sets one's reaction in place of an earlier one.
    void react(UserId user, MessageId id, String reaction) {
        limiter.take(Rate.REACT_PER_USER, user.toString());
        changeAs(
                access::asWriter,
                user,
                messages.readable(user, id),
                (handle, entry) -> {
                    if (ChangeStore.react(handle, id.value(), user, reaction, entry.log().at())) {
                        entry.log()
                                .event("message:reaction", user, id, Map.of("reaction", reaction));
                    }
                    return true;
                });
    }

    /// Takes one's reaction back, if there is one: from everybody, as one deletes what one wrote.
    void unreact(UserId user, MessageId id) {
        limiter.take(Rate.REACT_PER_USER, user.toString());
        changeAs(
                access::asMember,
                user,
                messages.readable(user, id),
                (handle, entry) -> {
                    if (ChangeStore.unreact(handle, id.value(), user)) {
                        entry.log().event("message:reaction", user, id, Map.of("reaction", ""));
                    }
                    return true;
                });
    }

    /// The message as it is under the lock, and the log to tell of its change.
    private record Entry(StoredMessage row, Appender log) {}

    /// Refuses whoever has no business in a chat any more.
    private interface Right {
        ChatForMember check(Handle handle, UserId user, ChatId chat);
    }

    /// As [#change], for somebody who may have lost the right while this waited for the lock.
    private void changeAs(
            Right right, UserId user, StoredMessage seen, BiFunction<Handle, Entry, Boolean> work) {
        change(
                seen,
                (handle, entry) -> {
                    Messages.requireVisible(entry.row(), right.check(handle, user, seen.chat()));
                    return work.apply(handle, entry);
                });
    }

    private void change(StoredMessage seen, BiFunction<Handle, Entry, Boolean> work) {
        log.change(
                seen.chat(),
                (handle, appender) -> {
                    // Read again: it may have been deleted while this change waited for the lock.
                    StoredMessage row =
                            MessageStore.find(handle, seen.messageId())
                                    .filter(found -> !found.isDeleted())
                                    .orElseThrow(
                                            () -> new ApiException(MessageError.MESSAGE_NOT_FOUND));
                    return work.apply(handle, new Entry(row, appender));
                });
    }
}
