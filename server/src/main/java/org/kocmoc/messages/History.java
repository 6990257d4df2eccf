package org.kocmoc.messages;

import org.kocmoc.chats.ChatForMember;
import org.kocmoc.chats.ChatReading;
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
    private final PageCache newest = new PageCache();

    History(Database database, MessageViews views) {
        this.database = database;
        this.views = views;
    }

    /// The page as its reader sees it.
    RenderedPage.View page(ChatReading reading, Page page, int limit) {
        RenderedPage rendered =
                page instanceof Page.Newest
                        ? newest.newest(reading, limit, () -> load(reading.chat(), page, limit))
                        : load(reading.chat(), page, limit);
        return rendered.view(reading.chat().user().value(), reading.marks());
    }

    private RenderedPage load(ChatForMember chat, Page page, int limit) {
        // Opening the texts may need a key from the database, which is free again by then.
        PageStore.Page read = read(chat, page, limit);
        return new RenderedPage(
                read.rows().stream()
                        .map(row -> RenderedMessage.of(views.ofSender(row, read.reactions())))
                        .toList());
    }

    private PageStore.Page read(ChatForMember chat, Page page, int limit) {
        PageStore.Part part = new PageStore.Part(chat.chat(), chat.visibleFromSeq(), limit);
        return switch (page) {
            case Page.Newest() -> PageStore.newest(database, part).reversed();
            case Page.Before(long seq) -> PageStore.before(database, part, seq).reversed();
            case Page.After(long seq) -> PageStore.after(database, part, seq);
            case Page.Offset(long offset) -> PageStore.offset(database, part, offset);
        };
    }
}
