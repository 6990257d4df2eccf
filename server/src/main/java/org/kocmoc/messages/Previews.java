package org.kocmoc.messages;

import java.util.HashMap;
import java.util.Map;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatPreviews;
import org.kocmoc.db.Database;

/// The newest message of each chat, opened for the list of chats.
final class Previews implements ChatPreviews {
    private final Database database;
    private final MessageViews views;

    Previews(Database database, MessageViews views) {
        this.database = database;
        this.views = views;
    }

    @Override
    public Map<ChatId, Preview> newest(UserId viewer, Map<ChatId, Long> visibleFrom) {
        Map<ChatId, Preview> previews = new HashMap<>();
        for (StoredMessage row :
                database.read(handle -> MessageListStore.newest(handle, visibleFrom))) {
            previews.put(
                    row.chat(),
                    new Preview(
                            views.text(row),
                            row.createdAt(),
                            row.senderId() == null ? null : new UserId(row.senderId())));
        }
        return previews;
    }
}
