package org.kocmoc.messages;

import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.db.Database;

/// Finds a substring in the texts of one chat, newest first, by opening them one after another.
///
/// Case and ё/е make no difference; `%` and `_` are ordinary letters. At most [#AT_ONCE] searches
/// run on a node, so that they cannot starve the rest. Any thread; blocks.
final class MessageSearch {
    private static final int AT_ONCE = 2;
    private static final int RESULTS = 50;
    private static final int ROWS_PER_READ = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Semaphore running = new Semaphore(AT_ONCE);
    private final Database database;
    private final Bodies bodies;

    MessageSearch(Database database, Bodies bodies) {
        this.database = database;
        this.bodies = bodies;
    }

    /// The newest messages whose text contains the query.
    List<StoredMessage> find(ChatForMember chat, String query) {
        String wanted = fold(query);
        acquire();
        try {
            return scan(chat, wanted);
        } finally {
            running.release();
        }
    }

    private void acquire() {
        try {
            if (running.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ApiException(MessageError.SEARCH_BUSY, RETRY);
    }

    private List<StoredMessage> scan(ChatForMember chat, String wanted) {
        List<StoredMessage> found = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (true) {
            long from = before;
            // One short read per part: no transaction stays open during the whole scan.
            List<StoredMessage> rows =
                    database.read(
                            handle ->
                                    MessageStore.before(
                                            handle,
                                            chat.chat(),
                                            chat.visibleFromSeq(),
                                            from,
                                            ROWS_PER_READ,
                                            false));
            for (StoredMessage row : rows) {
                @Nullable String text = row.openText(bodies);
                if (text != null && fold(text).contains(wanted)) {
                    found.add(row);
                    if (found.size() == RESULTS) {
                        return found;
                    }
                }
            }
            if (rows.size() < ROWS_PER_READ) {
                return found;
            }
            before = rows.getLast().seq();
        }
    }

    static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace('ё', 'е');
    }
}
