package org.kocmoc.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;

class LogWriterTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2030-01-01T12:00:00Z"));
    private final InstantSource clock = now::get;
    private final LocalBus bus = new LocalBus();
    private Rows rows;
    private LogStore store;
    private LogWriter writer;
    private ChatLog chatLog;
    private UserId ada;
    private UserId bob;
    private ChatId chat;

    @BeforeEach
    void start() {
        Epoch epoch = Epoch.read(postgres.database());
        rows = new Rows(postgres.database());
        store = new LogStore(postgres.database(), clock, epoch);
        writer = new LogWriter(store, bus);
        chatLog = new ChatLog(postgres.database(), bus, clock, epoch);
        ada = rows.user("Ada");
        bob = rows.user("Bob");
        chat = rows.group(ada, bob);
    }

    @AfterEach
    void stop() {
        writer.close();
    }

    @Test
    void sendsGetConsecutiveNumbers() {
        assertThat(stored(send(ada, "a")).seq()).isEqualTo(1);
        assertThat(stored(send(bob, "b")).seq()).isEqualTo(2);
        assertThat(stored(send(ada, "c")).seq()).isEqualTo(3);
    }

    @Test
    void theSameClientIdGivesTheFirstResult() {
        SendOutcome.Stored first = stored(send(ada, "once"));
        SendOutcome.Stored again = stored(send(ada, "once"));

        assertThat(again.message()).isEqualTo(first.message());
        assertThat(again.repeated()).isTrue();
        assertThat(stored(send(bob, "once")).message()).isNotEqualTo(first.message());
    }

    @Test
    void repeatsInsideOneBatchShareTheResult() {
        List<SendOutcome> outcomes =
                store.append(
                        List.of(
                                message(chat, ada, "x"),
                                message(chat, ada, "x"),
                                message(chat, bob, "x")));

        assertThat(stored(outcomes.get(1)).message()).isEqualTo(stored(outcomes.get(0)).message());
        assertThat(stored(outcomes.get(2)).seq()).isEqualTo(2);
    }

    @Test
    void theSameClientIdFromManyConnectionsStoresOnce() throws Exception {
        List<SendOutcome> outcomes = inParallel(32, i -> send(ada, "race"));

        assertThat(outcomes.stream().map(o -> stored(o).message()).distinct()).hasSize(1);
        assertThat(outcomes.stream().filter(o -> !stored(o).repeated())).hasSize(1);
    }

    @Test
    void refusalsLeaveTheirNeighboursAlone() {
        UserId carol = rows.user("Carol");
        ChatId pair = rows.pair(ada, bob);
        ChatId secret = rows.group(ada);
        execute("INSERT INTO blocks (blocker_id, blocked_id) VALUES (?, ?)", bob, ada);
        execute("UPDATE chats SET mode = 'e2ee' WHERE id = ?", secret);

        List<SendOutcome> outcomes =
                store.append(
                        List.of(
                                message(chat, carol, "1"),
                                message(pair, ada, "2"),
                                message(secret, ada, "3"),
                                message(new ChatId(987_654_321), ada, "4"),
                                message(chat, ada, "5")));

        assertThat(outcomes.subList(0, 4))
                .containsExactly(
                        new SendOutcome.Refused(LogError.NOT_A_MEMBER),
                        new SendOutcome.Refused(LogError.BLOCKED_BY_RECIPIENT),
                        new SendOutcome.Refused(LogError.CHAT_IS_ENCRYPTED),
                        new SendOutcome.Refused(LogError.NOT_A_MEMBER));
        assertThat(stored(outcomes.get(4)).seq()).isEqualTo(1);
    }

    @Test
    void aBannedSenderIsRefused() {
        execute("UPDATE users SET banned = true WHERE id = ?", bob);

        assertThat(send(bob, "x")).isEqualTo(new SendOutcome.Refused(LogError.SENDER_BANNED));
    }

    @Test
    void anEntryThatTheDatabaseRefusesFailsAlone() throws Exception {
        // Both forms of a text at once break a constraint of the table.
        NewMessage bad =
                new NewMessage(
                        chat,
                        ada,
                        "bad",
                        new NewMessage.Body(new byte[] {1}, 1, "plain"),
                        "text",
                        NewMessage.Attachment.NONE,
                        null,
                        null,
                        List.of(),
                        List.of());
        List<Callable<SendOutcome>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            NewMessage message = i == 20 ? bad : message(chat, ada, "good" + i);
            tasks.add(() -> writer.append(message, Announcement.NUMBERS_ONLY));
        }

        List<Future<SendOutcome>> results = runAll(tasks);

        for (int i = 0; i < 40; i++) {
            Future<SendOutcome> result = results.get(i);
            if (i == 20) {
                assertThatThrownBy(result::get).isInstanceOf(ExecutionException.class);
            } else {
                assertThat(stored(result.get()).seq()).isBetween(1L, 39L);
            }
        }
        assertGapFree(chat, 39);
    }

    @Test
    void concurrentSendersAndChangesLeaveNoGap() throws Exception {
        List<ChatId> chats = IntStream.range(0, 5).mapToObj(i -> rows.group(ada, bob)).toList();

        inParallel(
                24,
                worker -> {
                    SplittableRandom random = new SplittableRandom(worker);
                    for (int i = 0; i < 25; i++) {
                        ChatId target = chats.get(random.nextInt(chats.size()));
                        if (random.nextInt(4) == 0) {
                            chatLog.change(
                                    target,
                                    (handle, log) -> log.event("chat:update", ada, null, Map.of()));
                        } else {
                            writer.append(
                                    message(target, ada, worker + "-" + i),
                                    Announcement.NUMBERS_ONLY);
                        }
                    }
                    return true;
                });

        long total = 0;
        for (ChatId target : chats) {
            long head = head(target);
            assertGapFree(target, head);
            total += head;
        }
        assertThat(total).isEqualTo(24 * 25);
    }

    @Test
    void nobodySendsAfterTheirRemoval() throws Exception {
        for (int round = 0; round < 10; round++) {
            ChatId room = rows.group(ada, bob);
            AtomicBoolean removed = new AtomicBoolean();
            List<Boolean> acceptedAfterRemoval =
                    inParallel(
                            9,
                            worker -> {
                                if (worker == 0) {
                                    removeBob(room);
                                    removed.set(true);
                                    return false;
                                }
                                boolean late = false;
                                for (int i = 0; i < 20; i++) {
                                    boolean before = removed.get();
                                    SendOutcome outcome =
                                            writer.append(
                                                    message(room, bob, worker + "-" + i),
                                                    Announcement.NUMBERS_ONLY);
                                    late |= before && outcome instanceof SendOutcome.Stored;
                                }
                                return late;
                            });
            assertThat(acceptedAfterRemoval).doesNotContain(true);
            assertThat(
                            query(
                                    "SELECT count(*) FROM messages m JOIN chat_events e USING (chat_id) WHERE m.chat_id = ? AND m.seq > e.seq",
                                    room))
                    .isZero();
            assertGapFree(room, head(room));
        }
    }

    @Test
    void aClockThatJumpsBackDoesNotReorder() {
        Instant first = stored(send(ada, "a")).at();
        now.set(first.minusSeconds(3_600));

        assertThat(stored(send(ada, "b")).at()).isEqualTo(first);
    }

    @Test
    void lostConnectionsLoseAndDoubleNothing() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread killer =
                Thread.startVirtualThread(
                        () -> {
                            while (!done.get()) {
                                killBackends();
                            }
                        });
        List<Integer> acknowledged =
                inParallel(
                        16,
                        worker -> {
                            int count = 0;
                            for (int i = 0; i < 30; i++) {
                                count += sendUntilKnown(worker + "-" + i) ? 1 : 0;
                            }
                            return count;
                        });
        done.set(true);
        killer.join();

        assertThat(acknowledged).allMatch(count -> count == 30);
        assertThat(query("SELECT count(*) FROM messages WHERE chat_id = ?", chat))
                .isEqualTo(16 * 30);
        assertGapFree(chat, 16 * 30);
    }

    @Test
    void aChatWhoseLockIsHeldDoesNotStopOthers() throws Exception {
        ChatId blocked = rows.group(ada);
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder =
                Thread.startVirtualThread(
                        () ->
                                chatLog.change(
                                        blocked,
                                        (handle, log) -> {
                                            locked.countDown();
                                            return await(release);
                                        }));
        locked.await();
        List<Callable<SendOutcome>> tasks = new ArrayList<>();
        tasks.add(() -> writer.append(message(blocked, ada, "waits"), Announcement.NUMBERS_ONLY));
        for (int i = 0; i < 20; i++) {
            ChatId other = rows.group(ada);
            tasks.add(() -> writer.append(message(other, ada, "goes"), Announcement.NUMBERS_ONLY));
        }

        List<Future<SendOutcome>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            tasks.forEach(task -> results.add(threads.submit(task)));
            for (Future<SendOutcome> result : results.subList(1, results.size())) {
                assertThat(stored(result.get()).seq()).isEqualTo(1);
            }
            assertThat(results.getFirst().isDone()).isFalse();
            release.countDown();
            assertThat(stored(results.getFirst().get()).seq()).isEqualTo(1);
        }
        holder.join();
    }

    @Test
    void aFullQueueRefusesAtOnceAndKeepsWhatItTook() throws Exception {
        try (LogWriter small = new LogWriter(store, bus, 2);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch locked = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Future<Boolean> holder = threads.submit(() -> hold(locked, release));
            locked.await();
            AtomicInteger refused = new AtomicInteger();
            CountDownLatch manyRefused = new CountDownLatch(20);
            List<Future<Boolean>> sends = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                NewMessage message = message(chat, ada, "full" + i);
                sends.add(
                        threads.submit(
                                () -> {
                                    boolean stored = storedUnlessFull(small, message);
                                    if (!stored) {
                                        refused.incrementAndGet();
                                        manyRefused.countDown();
                                    }
                                    return stored;
                                }));
            }

            manyRefused.await();
            release.countDown();

            int stored = 0;
            for (Future<Boolean> send : sends) {
                stored += send.get() ? 1 : 0;
            }
            assertThat(holder.get()).isTrue();
            assertThat(stored).isPositive().isEqualTo(40 - refused.get());
            assertGapFree(chat, stored);
        }
    }

    private boolean hold(CountDownLatch locked, CountDownLatch release) {
        return chatLog.change(
                chat,
                (handle, log) -> {
                    locked.countDown();
                    return await(release);
                });
    }

    private static boolean storedUnlessFull(LogWriter small, NewMessage message) {
        try {
            SendOutcome outcome = small.append(message, Announcement.NUMBERS_ONLY);
            return !outcome.equals(new SendOutcome.Refused(LogError.LOG_FULL));
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(LogError.LOG_FULL);
            return false;
        }
    }

    private boolean sendUntilKnown(String id) {
        while (true) {
            try {
                return send(ada, id) instanceof SendOutcome.Stored;
            } catch (ApiException e) {
                assertThat(e.code().retryable()).isTrue();
            }
        }
    }

    private static void killBackends() {
        try {
            postgres.database()
                    .read(
                            handle ->
                                    handle.createQuery(
                                                    """
                                                    SELECT count(pg_terminate_backend(pid))
                                                    FROM pg_stat_activity
                                                    WHERE datname = current_database()
                                                      AND pid <> pg_backend_pid() AND state = 'active'
                                                    """)
                                            .mapTo(Long.class)
                                            .one());
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // This connection may be the one that was cut.
            assertThat(e).isNotNull();
        }
    }

    private void removeBob(ChatId room) {
        chatLog.change(
                room,
                (handle, log) -> {
                    handle.execute(
                            "DELETE FROM chat_participants WHERE chat_id = ? AND user_id = ?",
                            room.value(),
                            bob.value());
                    return log.event("chat:member", bob, null, Map.of());
                });
    }

    private SendOutcome send(UserId sender, String clientId) {
        return writer.append(message(chat, sender, clientId), Announcement.NUMBERS_ONLY);
    }

    private static NewMessage message(ChatId chat, UserId sender, String clientId) {
        return new NewMessage(
                chat,
                sender,
                clientId,
                new NewMessage.Body(null, null, "text of " + clientId),
                "text",
                NewMessage.Attachment.NONE,
                null,
                null,
                List.of(),
                List.of());
    }

    private static SendOutcome.Stored stored(SendOutcome outcome) {
        assertThat(outcome).isInstanceOf(SendOutcome.Stored.class);
        return (SendOutcome.Stored) outcome;
    }

    private static void assertGapFree(ChatId chat, long head) {
        List<Long> seqs =
                postgres.database()
                        .read(
                                handle ->
                                        handle.createQuery(
                                                        """
                                                        SELECT seq FROM messages WHERE chat_id = :chat
                                                        UNION ALL
                                                        SELECT seq FROM chat_events WHERE chat_id = :chat
                                                        ORDER BY seq
                                                        """)
                                                .bind("chat", chat.value())
                                                .mapTo(Long.class)
                                                .list());
        assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, head).boxed().toList());
        assertThat(head(chat)).isEqualTo(head);
    }

    private static long head(ChatId chat) {
        return query("SELECT last_seq FROM chat_heads WHERE chat_id = ?", chat);
    }

    private static long query(String sql, ChatId chat) {
        return postgres.database()
                .read(
                        handle ->
                                handle.createQuery(sql)
                                        .bind(0, chat.value())
                                        .mapTo(Long.class)
                                        .one());
    }

    private static void execute(String sql, Object... ids) {
        Object[] values = new Object[ids.length];
        for (int i = 0; i < ids.length; i++) {
            values[i] = ids[i] instanceof UserId u ? u.value() : ((ChatId) ids[i]).value();
        }
        postgres.database().execute(handle -> handle.execute(sql, values));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private interface Work<T> {
        T run(int worker) throws Exception;
    }

    private static <T> List<T> inParallel(int workers, Work<T> work) throws Exception {
        List<Callable<T>> tasks = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            int worker = i;
            tasks.add(() -> work.run(worker));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> result : runAll(tasks)) {
            results.add(result.get());
        }
        return results;
    }

    private static <T> List<Future<T>> runAll(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(tasks);
        }
    }
}
