package org.kocmoc.messages;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.db.Database;
import org.kocmoc.terms.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the index of words up to date beside the sends, never in their way.
///
/// Two ways lead into the index. Whoever stores a message [offers][#offer] it with its text, and
/// one thread indexes what was offered in batches with a pause after each, so that a batch is worth
/// its transaction and sends at full speed keep most of the machine; what does not fit into the
/// bounded queue is dropped. Whoever searches cuts the pause short. The recurring [#catchUp] walks
/// once over all messages in the order of their ids, a little behind the newest, and adds what is
/// missing: messages from before there was an index, what was dropped, what was lost with a
/// process. It also removes what was indexed while it was being deleted. Any thread.
final class Indexing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Indexing.class);

    private static final int WAITING = 20_000;

    /// With the pause: a thousand messages a second on two processors, more than people write.
    private static final int BATCH = 50 * Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final int LOOKS = 200;
    private static final int ROWS_PER_TRANSACTION = 500;

    /// Ids are given before the commit: within this time every smaller one is there or never will
    /// be.
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private record Offered(ChatId chat, MessageId message, String text) {}

    private final Database database;
    private final MessageViews views;
    private final TermIndex index;
    private final InstantSource clock;
    private final BlockingQueue<Offered> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final Thread thread;

    Indexing(MessagesFeature.Texts texts) {
        this.database = texts.database();
        this.views = texts.views();
        this.index = texts.index();
        this.clock = texts.clock();
        this.thread = Thread.ofVirtual().name("terms").start(this::run);
    }

    /// Notes a message that was stored; returns at once.
    void offer(ChatId chat, MessageId message, @Nullable String text) {
        if (text != null && waiting.offer(new Offered(chat, message, text))) {
            offered.incrementAndGet();
        }
    }

    /// Waits for what was offered until now, at most for a moment.
    void await() {
        long wanted = offered.get();
        for (int look = 0; look < LOOKS && done.get() < wanted; look++) {
            LockSupport.unpark(thread);
            if (!pause(LOOK)) {
                return;
            }
        }
    }

    private void run() {
        List<Offered> batch = new ArrayList<>();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                batch.add(waiting.take());
                waiting.drainTo(batch, BATCH - 1);
                store(
                        batch.stream()
                                .flatMap(o -> index.entry(o.chat(), o.message(), o.text()).stream())
                                .toList());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("words wait");
            }
            done.addAndGet(batch.size());
            batch.clear();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void add(List<StoredMessage> rows) {
        store(rows.stream().flatMap(row -> entry(row).stream()).toList());
    }

    private void store(List<TermIndex.Entry> entries) {
        if (!entries.isEmpty()) {
            database.execute(handle -> index.add(handle, entries));
        }
    }

    private Optional<TermIndex.Entry> entry(StoredMessage row) {
        @Nullable String text = row.isDeleted() ? null : views.text(row);
        return text == null ? Optional.empty() : index.entry(row.chat(), row.messageId(), text);
    }

    /// Indexes what is old enough and was not indexed; returns when nothing is left.
    void catchUp() {
        while (step() == ROWS_PER_TRANSACTION && pause(PAUSE)) {
            LOG.debug("more messages to index");
        }
    }

    /// One piece of the walk.
    ///
    /// @return how many messages were looked at
    int step() {
        Instant settled = clock.instant().minus(SETTLED);
        long from = database.read(TermIndex::progress);
        List<StoredMessage> rows =
                database
                        .read(handle -> MessageListStore.fromId(handle, from, ROWS_PER_TRANSACTION))
                        .stream()
                        .takeWhile(row -> row.createdAt().isBefore(settled))
                        .toList();
        if (rows.isEmpty()) {
            return 0;
        }
        List<MessageId> ids = rows.stream().map(StoredMessage::messageId).toList();
        var missing = database.read(handle -> TermIndex.missing(handle, ids));
        add(rows.stream().filter(row -> missing.contains(row.messageId())).toList());
        List<MessageId> gone =
                rows.stream()
                        .filter(StoredMessage::isDeleted)
                        .map(StoredMessage::messageId)
                        .toList();
        database.execute(
                handle -> {
                    TermIndex.removeAll(handle, gone);
                    TermIndex.setProgress(handle, ids.getLast());
                });
        return rows.size();
    }

    private static boolean pause(Duration duration) {
        try {
            Thread.sleep(duration);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Ends the thread; what still waits is found by the next [#catchUp].
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
