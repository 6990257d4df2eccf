package org.kocmoc.messages;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;

/// Messages for those who administer the server, and for the export of an account. Callers check
/// who asks. Any thread; blocks.
public final class MessageAdministration {
    private static final int EXPORT_ROWS = 500;

    private final Database database;
    private final MessageViews views;
    private final MessageChanges changes;

    MessageAdministration(Database database, MessageViews views, MessageChanges changes) {
        this.database = database;
        this.views = views;
        this.changes = changes;
    }

    /// The newest messages of server-readable chats, newest first.
    public List<Message> latest(UserId administrator, int limit) {
        return database.read(handle -> MessageListStore.latest(handle, limit)).stream()
                .map(row -> views.view(row, MessageViews.Context.NONE, administrator))
                .toList();
    }

    /// Messages by id, also those taken back; ids of none are left out.
    public List<Message> named(UserId administrator, Collection<MessageId> messages) {
        List<Long> ids = messages.stream().map(MessageId::value).toList();
        return database.read(handle -> MessageStore.byId(handle, ids)).stream()
                .map(row -> views.view(row, MessageViews.Context.NONE, administrator))
                .toList();
    }

    /// Deletes a message for everybody.
    public void delete(UserId administrator, MessageId message) {
        changes.delete(administrator, true, message);
    }

    /// Hands over all messages that an account sent, oldest first, a few at a time.
    public void export(UserId sender, Consumer<Message> consumer) {
        long after = 0;
        List<StoredMessage> rows;
        do {
            long from = after;
            rows =
                    database.read(
                            handle ->
                                    MessageListStore.ofSender(
                                            handle, sender.value(), from, EXPORT_ROWS));
            for (StoredMessage row : rows) {
                consumer.accept(views.view(row, MessageViews.Context.NONE, sender));
                after = row.id();
            }
        } while (rows.size() == EXPORT_ROWS);
    }
}
