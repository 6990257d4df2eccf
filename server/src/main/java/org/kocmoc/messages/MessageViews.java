package org.kocmoc.messages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.vault.SealBrokenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns rows into what a viewer sees: text opened, status, reactions, names of deleted authors.
/// Any thread.
final class MessageViews {
    private static final Logger LOG = LoggerFactory.getLogger(MessageViews.class);

    /// In bigger chats a message stays `sent`: asking thousands of rows per page would cost more
    /// than ticks are worth.
    private static final int MAX_MARKS = 100;

    private final Bodies bodies;

    MessageViews(Bodies bodies) {
        this.bodies = bodies;
    }

    /// What is read beside the rows of one chat.
    record Context(
            List<MessageStore.Mark> marks, Map<Long, List<MessageStore.ReactionRow>> reactions) {
        static final Context NONE = new Context(List.of(), Map.of());
    }

    /// Reads what belongs to rows of one chat.
    static Context context(Handle handle, List<StoredMessage> rows) {
        if (rows.isEmpty()) {
            return Context.NONE;
        }
        List<MessageStore.Mark> marks =
                MessageStore.marks(handle, rows.getFirst().chat(), MAX_MARKS + 1);
        return new Context(
                marks.size() > MAX_MARKS ? List.of() : marks,
                MessageStore.reactions(handle, rows.stream().map(StoredMessage::id).toList()));
    }

    /// As [#context] for rows of several chats, by chat.
    static Map<Long, Context> contexts(Handle handle, List<StoredMessage> rows) {
        if (rows.isEmpty()) {
            return Map.of();
        }
        Map<Long, List<MessageStore.ReactionRow>> reactions =
                MessageStore.reactions(handle, rows.stream().map(StoredMessage::id).toList());
        Set<Long> chats = rows.stream().map(StoredMessage::chatId).collect(Collectors.toSet());
        Map<Long, Context> contexts = new HashMap<>();
        MessageStore.marks(handle, chats, MAX_MARKS + 1)
                .forEach(
                        (chat, marks) ->
                                contexts.put(
                                        chat,
                                        new Context(
                                                marks.size() > MAX_MARKS ? List.of() : marks,
                                                reactions)));
        return contexts;
    }

    List<Message> views(List<StoredMessage> rows, Context context, UserId viewer) {
        return rows.stream().map(row -> view(row, context, viewer)).toList();
    }

    Message view(StoredMessage row, Context context, UserId viewer) {
        Media media = Media.read(row.media());
        return new Message(
                row.id(),
                text(row),
                status(row, context.marks()),
                row.createdAt(),
                row.senderId(),
                row.messageType(),
                row.fileUrl(),
                row.fileName(),
                row.fileSize(),
                row.fileType(),
                row.voiceUrl(),
                row.voiceDuration(),
                Objects.requireNonNullElse(row.senderName(), Message.DELETED_ACCOUNT),
                row.senderAvatar(),
                row.chatId(),
                row.seq(),
                row.isFrom(viewer.value()) ? row.clientId() : null,
                row.revision(),
                row.editedAt(),
                row.isDeleted(),
                row.replyTo(),
                origin(row),
                row.mentions(),
                reactions(context.reactions().getOrDefault(row.id(), List.of())),
                media.width(),
                media.height(),
                media.thumbUrl(row.fileUrl()),
                media.waveform());
    }

    /// The text; `null` also where a damaged body does not open, so that one bad row never hides a
    /// whole chat.
    @Nullable String text(StoredMessage row) {
        try {
            return row.openText(bodies);
        } catch (SealBrokenException e) {
            LOG.atError().addKeyValue("message", row.id()).log("a stored body does not open");
            return null;
        }
    }

    private static String status(StoredMessage row, List<MessageStore.Mark> marks) {
        long read = Long.MAX_VALUE;
        long delivered = Long.MAX_VALUE;
        for (MessageStore.Mark mark : marks) {
            if (!row.isFrom(mark.userId())) {
                read = Math.min(read, mark.readSeq());
                delivered = Math.min(delivered, Math.max(mark.deliveredSeq(), mark.readSeq()));
            }
        }
        if (read == Long.MAX_VALUE) {
            return Message.SENT;
        }
        return read >= row.seq() ? "read" : delivered >= row.seq() ? "delivered" : Message.SENT;
    }

    private static Message.@Nullable Origin origin(StoredMessage row) {
        return row.forwardFromName() == null
                ? null
                : new Message.Origin(
                        row.forwardFromName(), row.forwardFromUser(), row.forwardFromMessage());
    }

    private static List<Message.Reaction> reactions(List<MessageStore.ReactionRow> rows) {
        Map<String, List<Long>> users = new LinkedHashMap<>();
        rows.forEach(
                row ->
                        users.computeIfAbsent(row.reaction(), key -> new ArrayList<>())
                                .add(row.userId()));
        return users.entrySet().stream()
                .map(entry -> new Message.Reaction(entry.getKey(), entry.getValue()))
                .toList();
    }
}
