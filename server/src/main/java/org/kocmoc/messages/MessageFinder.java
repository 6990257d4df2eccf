package org.kocmoc.messages;

import java.util.Collection;
import java.util.List;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.db.Database;

/// Messages for features that look for them, without status and reactions. Any thread; blocks.
public final class MessageFinder {
    private final Database database;
    private final MessageViews views;
    private final Indexing indexing;

    MessageFinder(Database database, MessageViews views, Indexing indexing) {
        this.database = database;
        this.views = views;
        this.indexing = indexing;
    }

    /// Those that the viewer may read, newest first: of own chats that the server can read, not
    /// deleted, not from before joining.
    public List<Message> readable(UserId viewer, Collection<MessageId> ids) {
        return shown(
                database.read(handle -> MessageListStore.readable(handle, viewer, ids)), viewer);
    }

    /// The newest messages of a chat before a number, newest first.
    public List<Message> before(ChatForMember chat, long seq, int limit) {
        var part = new PageStore.Part(chat.chat(), chat.visibleFromSeq(), limit);
        return shown(PageStore.rowsBefore(database, part, seq), chat.user());
    }

    private List<Message> shown(List<StoredMessage> rows, UserId viewer) {
        return rows.stream()
                .map(row -> views.view(row, MessageViews.Context.NONE, viewer))
                .toList();
    }

    /// Waits a moment for the words of what was sent until now.
    public void awaitIndexed() {
        indexing.await();
    }
}
