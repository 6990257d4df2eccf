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
import org.kocmoc.chats.ChatReading;
import org.kocmoc.chats.ReadMark;
import org.kocmoc.vault.SealBrokenException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns rows into what a viewer sees: text opened, status, reactions, names of deleted authors.
/// Any thread.
final class MessageViews {
    private static final Logger LOG = LoggerFactory.getLogger(MessageViews.class);

    private final Bodies bodies;

    MessageViews(Bodies bodies) {
        this.bodies = bodies;
    }

    /// What is read beside the rows of one chat.
    record Context(List<ReadMark> marks, Map<Long, List<MessageStore.ReactionRow>> reactions) {
        static final Context NONE = new Context(List.of(), Map.of());
    }

    /// Reads what belongs to rows of one chat.
    static Context context(Handle handle, List<StoredMessage> rows) {
        if (rows.isEmpty()) {
            return Context.NONE;
        }
        List<ReadMark> marks =
                MessageStore.marks(handle, rows.getFirst().chat(), ChatReading.MAX_MARKS + 1);
        return new Context(
                marks.size() > ChatReading.MAX_MARKS ? List.of() : marks,
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
        Map<Long, List<ReadMark>> marks =
                MessageStore.marks(handle, chats, ChatReading.MAX_MARKS + 1);
        Map<Long, Context> contexts = new HashMap<>();
        for (long chat : chats) {
            List<ReadMark> found = marks.getOrDefault(chat, List.of());
            contexts.put(
                    chat,
                    new Context(
                            found.size() > ChatReading.MAX_MARKS ? List.of() : found, reactions));
        }
        return contexts;
    }

    /// A message as its sender sees it, but for its status.
    Message ofSender(
            StoredMessage row, Map<Long, List<MessageStore.ReactionRow>> reactionsOfMessages) {
        return view(row, new Context(List.of(), reactionsOfMessages), row.senderId());
    }

    Message view(StoredMessage row, Context context, UserId viewer) {
        return view(row, context, (Long) viewer.value());
    }

    private Message view(StoredMessage row, Context context, @Nullable Long viewer) {
        Media media = Media.read(row.media());
        return new Message(
                row.id(),
                text(row),
                status(row.seq(), row.senderId() == null ? 0 : row.senderId(), context.marks()),
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
                viewer != null && row.isFrom(viewer) ? row.clientId() : null,
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

    /// What all others have: those of whom there is a mark, but for the sender.
    static String status(long seq, long sender, List<ReadMark> marks) {
        long read = Long.MAX_VALUE;
        long delivered = Long.MAX_VALUE;
        for (ReadMark mark : marks) {
            if (mark.userId() != sender) {
                read = Math.min(read, mark.readSeq());
                delivered = Math.min(delivered, mark.deliveredSeq());
            }
        }
        if (read == Long.MAX_VALUE) {
            return Message.SENT;
        }
        return read >= seq ? "read" : delivered >= seq ? "delivered" : Message.SENT;
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
