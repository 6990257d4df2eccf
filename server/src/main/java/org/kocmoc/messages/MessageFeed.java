package org.kocmoc.messages;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// The present state of messages that the log names. Any thread.
public final class MessageFeed {
    /// Stands for a reader who wrote none of the messages.
    public static final long NOBODY = 0;

    private final MessageViews views;

    MessageFeed(MessageViews views) {
        this.views = views;
    }

    /// Messages as they are stored, texts still sealed.
    public static final class Batch {
        private final Map<Long, StoredMessage> rows;
        private final Map<Long, MessageViews.Context> contexts;

        private Batch(List<StoredMessage> rows, Map<Long, MessageViews.Context> contexts) {
            this.rows =
                    rows.stream().collect(Collectors.toMap(StoredMessage::id, Function.identity()));
            this.contexts = contexts;
        }
    }

    /// Reads messages by id, of any number of chats, in a fixed number of statements. Those that
    /// are gone are left out. Whether somebody may see them is the caller's business.
    public Batch read(Handle handle, Collection<Long> messages) {
        List<StoredMessage> rows = MessageStore.byId(handle, messages);
        return new Batch(rows, MessageViews.contexts(handle, rows));
    }

    /// A message of the batch with its text opened; `null` if it is gone. Without a connection in
    /// hand, since keys may have to be read.
    ///
    /// @param reader account that sees its own idempotency key, or [#NOBODY]
    public @Nullable Message view(Batch batch, @Nullable Long message, long reader) {
        StoredMessage row = message == null ? null : batch.rows.get(message);
        return row == null
                ? null
                : views.view(
                        row,
                        batch.contexts.getOrDefault(row.chatId(), MessageViews.Context.NONE),
                        new UserId(reader));
    }
}
