package org.kocmoc.messages;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.db.Database;

/// Pages of a chat's messages, oldest first within a page. Any thread; blocks.
final class History {
    /// Which page.
    sealed interface Page {
        /// The newest messages.
        record Newest() implements Page {}

        /// The newest ones below a number, tombstones included.
        record Before(long seq) implements Page {}

        /// The oldest ones above a number, tombstones included.
        record After(long seq) implements Page {}

        /// Counted from the oldest message, as scripts of the HTTP contract do.
        record Offset(long offset) implements Page {}
    }

    private final Database database;
    private final MessageViews views;

    History(Database database, MessageViews views) {
        this.database = database;
        this.views = views;
    }

    List<Message> page(ChatForMember chat, UserId viewer, Page page, int limit) {
        record Read(List<StoredMessage> rows, MessageViews.Context context) {}
        Read read =
                database.read(
                        handle -> {
                            List<StoredMessage> rows = rows(handle, chat, page, limit);
                            return new Read(rows, MessageViews.context(handle, rows));
                        });
        return views.views(read.rows(), read.context(), viewer);
    }

    private static List<StoredMessage> rows(
            Handle handle, ChatForMember chat, Page page, int limit) {
        long visible = chat.visibleFromSeq();
        return switch (page) {
            case Page.Newest() ->
                    MessageStore.before(handle, chat.chat(), visible, Long.MAX_VALUE, limit, false)
                            .reversed();
            case Page.Before(long seq) ->
                    MessageStore.before(handle, chat.chat(), visible, seq, limit, true).reversed();
            case Page.After(long seq) ->
                    MessageStore.after(handle, chat.chat(), visible, seq, limit);
            case Page.Offset(long offset) ->
                    MessageStore.page(handle, chat.chat(), visible, limit, offset);
        };
    }
}
