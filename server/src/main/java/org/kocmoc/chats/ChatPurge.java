package org.kocmoc.chats;

import java.time.Duration;
import org.kocmoc.base.ChatId;
import org.kocmoc.db.Database;
import org.kocmoc.jobs.Job;

/// Removes chats that have no members any more, in small transactions: a chat may hold millions of
/// messages.
final class ChatPurge {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int CHATS_AT_ONCE = 100;
    private static final int ROWS_AT_ONCE = 2_000;

    private final Database database;

    ChatPurge(Database database) {
        this.database = database;
    }

    Job job() {
        return new Job("chats-purge", PAUSE, this::run);
    }

    void run() {
        database.read(handle -> ChatStore.closed(handle, CHATS_AT_ONCE)).forEach(this::remove);
    }

    private void remove(ChatId chat) {
        int rows;
        do {
            rows =
                    database.write(
                            handle ->
                                    ChatStore.deleteMessages(handle, chat, ROWS_AT_ONCE)
                                            + ChatStore.deleteEvents(handle, chat, ROWS_AT_ONCE));
        } while (rows > 0);
        database.execute(handle -> ChatStore.delete(handle, chat));
    }
}
