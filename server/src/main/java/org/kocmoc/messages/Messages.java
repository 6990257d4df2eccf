package org.kocmoc.messages;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.db.Database;
import org.kocmoc.drafts.Drafts;
import org.kocmoc.files.Attachments;
import org.kocmoc.files.StoredFile;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.LogError;
import org.kocmoc.log.LogWriter;
import org.kocmoc.log.NewMessage;
import org.kocmoc.log.SendOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sending and forwarding. Any thread; blocks for the database.
public final class Messages {
    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

    private final Database database;
    private final LogWriter writer;
    private final ChatAccess access;
    private final Attachments attachments;
    private final Bodies bodies;
    private final MessageViews views;
    private final Drafts drafts;
    private final Indexing indexing;
    private final RateLimiter limiter;

    Messages(
            MessagesFeature.Texts texts,
            LogWriter writer,
            ChatAccess access,
            Attachments attachments,
            Drafts drafts,
            Indexing indexing,
            RateLimiter limiter) {
        this.database = texts.database();
        this.writer = writer;
        this.access = access;
        this.attachments = attachments;
        this.bodies = texts.bodies();
        this.views = texts.views();
        this.drafts = drafts;
        this.indexing = indexing;
        this.limiter = limiter;
    }

    /// As [#offer], blocking until the message is committed.
    Message send(UserId sender, ChatId chatId, Draft draft) {
        return LogWriter.await(offer(sender, chatId, draft));
    }

    /// Sends a message; once it is committed, gives it as its sender sees it. The same client id
    /// again gives the message that the first send stored, also where a new one would be refused by
    /// now. May block for what has to be looked up before, but not for the commit. What is attached
    /// to it must not block, as with [LogWriter#offer].
    CompletableFuture<Message> offer(UserId sender, ChatId chatId, Draft draft) {
        limiter.take(Rate.SEND_PER_USER, sender.toString());
        SentMessage message;
        try {
            message = compose(sender, chatId, draft);
        } catch (ApiException refusal) {
            return CompletableFuture.completedFuture(
                    earlier(sender, chatId, draft.clientId(), refusal));
        }
        CompletableFuture<Message> sent = append(sender, message);
        if (draft.draftVersion().isEmpty()) {
            return sent;
        }
        long version = draft.draftVersion().getAsLong();
        return sent.thenApplyAsync(
                stored -> {
                    emptyDraft(sender, chatId, version);
                    return stored;
                },
                Thread::startVirtualThread);
    }

    private SentMessage compose(UserId sender, ChatId chatId, Draft draft) {
        // The log checks membership under the chat's lock. What looks at the chat before that, or
        // makes its first key, needs the check beforehand too.
        if (draft.refersToMore() || !bodies.isReady(chatId)) {
            requireReply(access.asMember(sender, chatId), draft.replyTo());
        }
        List<StoredFile> files =
                Stream.of(draft.attachment().fileUrl(), draft.attachment().voiceUrl())
                        .flatMap(Stream::ofNullable)
                        .flatMap(url -> attachments.find(sender, url).stream())
                        .toList();
        return new SentMessage(
                new NewMessage(
                        chatId,
                        sender,
                        draft.clientId(),
                        seal(chatId, sender, draft.clientId(), draft.text()),
                        draft.type(),
                        draft.attachment(files),
                        draft.replyTo(),
                        null,
                        Mentions.in(draft.text()),
                        files.stream().map(StoredFile::id).toList()),
                draft.text());
    }

    /// The message is stored whatever becomes of the draft, so a failure here is none of the send.
    private void emptyDraft(UserId sender, ChatId chat, long version) {
        try {
            drafts.sent(sender, chat, version);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("a sent draft was not emptied");
        }
    }

    /// Sends a copy of a message that the sender can see to another chat, naming its first author.
    /// The same client id again gives the first copy, as with [#offer].
    Message forward(UserId sender, MessageId source, ChatId target, String clientId) {
        limiter.take(Rate.SEND_PER_USER, sender.toString());
        SentMessage copy;
        try {
            copy = copy(sender, source, target, clientId);
        } catch (ApiException refusal) {
            return earlier(sender, target, clientId, refusal);
        }
        return LogWriter.await(append(sender, copy));
    }

    private SentMessage copy(UserId sender, MessageId source, ChatId target, String clientId) {
        StoredMessage original = readable(sender, source);
        access.asMember(sender, target);
        @Nullable String text = original.openText(bodies);
        return new SentMessage(
                new NewMessage(
                        target,
                        sender,
                        clientId,
                        seal(target, sender, clientId, text),
                        original.messageType(),
                        attachment(original),
                        null,
                        origin(original),
                        Mentions.in(text),
                        filesOf(source)),
                text);
    }

    /// What the first send with that key stored. Only what is refused is looked for here: the log
    /// finds the other repeats by itself.
    private Message earlier(UserId sender, ChatId chat, String clientId, ApiException refusal) {
        MessageId first =
                database.read(handle -> MessageStore.sent(handle, chat, sender, clientId))
                        .orElseThrow(() -> refusal);
        return view(sender, first);
    }

    /// A message that somebody may see.
    ///
    /// @throws ApiException 404 if there is none, 403 for a chat of others
    StoredMessage visible(UserId viewer, MessageId id) {
        StoredMessage message = existing(id);
        requireVisible(message, access.asMember(viewer, message.chat()));
        return message;
    }

    /// Refuses what was written before the member's stay, or cleared.
    static void requireVisible(StoredMessage message, ChatForMember viewer) {
        if (message.seq() <= viewer.visibleFromSeq()) {
            throw new ApiException(MessageError.MESSAGE_NOT_FOUND);
        }
    }

    /// As [#visible], refusing what the server cannot read and so must not add to.
    ///
    /// @throws ApiException also 409 for a message of an encrypted chat
    StoredMessage readable(UserId viewer, MessageId id) {
        StoredMessage message = visible(viewer, id);
        if (message.messageType().equals(StoredMessage.ENCRYPTED)) {
            throw new ApiException(LogError.CHAT_IS_ENCRYPTED);
        }
        return message;
    }

    /// A message as somebody sees it; without what has happened to it where it does not exist for
    /// them any more: who has left is only told once more that what they sent is stored.
    Message view(UserId viewer, MessageId id) {
        record Read(StoredMessage row, MessageViews.Context context) {}
        Read read =
                database.read(
                        handle ->
                                MessageStore.find(handle, id)
                                        .map(row -> new Read(row, context(handle, viewer, row)))
                                        .orElseThrow(
                                                () ->
                                                        new ApiException(
                                                                MessageError.MESSAGE_NOT_FOUND)));
        // Opening the text may need a key from the database, so the connection is given back first.
        return views.view(read.row(), read.context(), viewer);
    }

    private MessageViews.Context context(Handle handle, UserId viewer, StoredMessage row) {
        return access.find(handle, viewer, row.chat())
                .filter(member -> row.seq() > member.visibleFromSeq())
                .map(member -> MessageViews.context(handle, List.of(row)))
                .orElse(MessageViews.Context.NONE);
    }

    /// A message that is not deleted, whoever may see it.
    ///
    /// @throws ApiException 404 if there is none
    StoredMessage existing(MessageId id) {
        return database.read(handle -> MessageStore.find(handle, id))
                .filter(row -> !row.isDeleted())
                .orElseThrow(() -> new ApiException(MessageError.MESSAGE_NOT_FOUND));
    }

    private CompletableFuture<Message> append(UserId sender, SentMessage sent) {
        return writer.offer(sent.message(), sent)
                .thenCompose(outcome -> result(sender, sent, outcome));
    }

    private CompletableFuture<Message> result(
            UserId sender, SentMessage sent, SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.Refused(var error) ->
                    CompletableFuture.failedFuture(new ApiException(error));
            // What the first send stored may have been another text, and edited since.
            case SendOutcome.Stored stored when stored.repeated() ->
                    CompletableFuture.supplyAsync(
                            () -> view(sender, stored.message()), Thread::startVirtualThread);
            case SendOutcome.Stored stored -> {
                indexing.offer(sent.message().chat(), stored.message(), sent.text());
                yield CompletableFuture.completedFuture(sent.view(stored));
            }
        };
    }

    private NewMessage.Body seal(
            ChatId chat, UserId sender, String clientId, @Nullable String text) {
        return text == null
                ? NewMessage.Body.NONE
                : bodies.sealer(chat)
                        .seal(text, new Bodies.Place(chat, sender.value(), clientId, 0));
    }

    private void requireReply(ChatForMember chat, @Nullable MessageId replyTo) {
        if (replyTo != null
                && !database.read(
                        handle ->
                                MessageStore.isVisible(
                                        handle, chat.chat(), chat.visibleFromSeq(), replyTo))) {
            throw new ApiException(MessageError.REPLY_UNKNOWN);
        }
    }

    private List<String> filesOf(MessageId message) {
        return database.read(handle -> MessageStore.files(handle, message));
    }

    private static NewMessage.Attachment attachment(StoredMessage row) {
        return new NewMessage.Attachment(
                row.fileUrl(),
                row.fileName(),
                row.fileSize(),
                row.fileType(),
                row.voiceUrl(),
                row.voiceDuration(),
                row.media());
    }

    /// A forwarded forward names the first author, not the one in between.
    private static NewMessage.Origin origin(StoredMessage row) {
        if (row.forwardFromName() != null) {
            return new NewMessage.Origin(
                    row.forwardFromName(),
                    row.forwardFromUser() == null ? null : new UserId(row.forwardFromUser()),
                    row.forwardFromMessage() == null
                            ? row.messageId()
                            : new MessageId(row.forwardFromMessage()));
        }
        return new NewMessage.Origin(
                row.senderName() == null ? Message.DELETED_ACCOUNT : row.senderName(),
                row.senderId() == null ? null : new UserId(row.senderId()),
                row.messageId());
    }
}
