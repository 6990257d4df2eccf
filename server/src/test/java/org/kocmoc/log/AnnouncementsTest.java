package org.kocmoc.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;

class AnnouncementsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final LocalBus bus = new LocalBus();
    private final BlockingQueue<Nudge> heard = new LinkedBlockingQueue<>();
    private LogWriter writer;
    private ChatLog chatLog;
    private UserLog userLog;
    private UserId ada;
    private UserId bob;
    private ChatId chat;

    @BeforeEach
    void start() {
        Epoch epoch = Epoch.read(postgres.database());
        Rows rows = new Rows(postgres.database());
        InstantSource clock = InstantSource.system();
        writer = new LogWriter(new LogStore(postgres.database(), clock, epoch), bus);
        chatLog = new ChatLog(postgres.database(), bus, clock, epoch);
        userLog = new UserLog(postgres.database(), bus, clock, epoch);
        ada = rows.user("Ada");
        bob = rows.user("Bob");
        chat = rows.group(ada, bob);
        bus.subscribe(
                Subjects.chat(chat), payload -> heard.add(Nudge.decode(payload).orElseThrow()));
    }

    @AfterEach
    void stop() {
        writer.close();
    }

    @Test
    void aMessageIsAnnouncedOnceWithItsEventInBothForms() throws Exception {
        writer.append(message("a"), AnnouncementsTest::events);
        writer.append(message("a"), AnnouncementsTest::events);
        writer.append(message("b"), AnnouncementsTest::events);

        Nudge first = next();
        assertThat(List.of(first.firstSeq(), first.lastSeq(), first.sender()))
                .containsExactly(1L, 1L, ada.value());
        assertThat(first.forOthers()).asString(StandardCharsets.UTF_8).isEqualTo("Ada others 1");
        assertThat(first.forSender()).asString(StandardCharsets.UTF_8).isEqualTo("Ada sender 1");
        assertThat(next().lastSeq()).isEqualTo(2);
        assertThat(heard).isEmpty();
    }

    @Test
    void messagesOfAChatAreAnnouncedInTheirOrder() throws Exception {
        List<Callable<SendOutcome>> sends = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            NewMessage message = message("n" + i);
            sends.add(() -> writer.append(message, AnnouncementsTest::events));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<SendOutcome> sent : threads.invokeAll(sends)) {
                assertThat(sent.get()).isInstanceOf(SendOutcome.Stored.class);
            }
        }

        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            seqs.add(next().lastSeq());
        }
        assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void anEventThatCannotBeRenderedStillTellsItsNumber() throws Exception {
        writer.append(
                message("a"),
                stored -> {
                    throw new IllegalStateException("no event of " + stored.seq());
                });
        writer.append(message("b"), Announcement.NUMBERS_ONLY);

        assertThat(next()).isEqualTo(Nudge.range(1, 1, epoch()));
        assertThat(next()).isEqualTo(Nudge.range(2, 2, epoch()));
    }

    @Test
    void aChangeTellsTheRangeOfItsNumbersToTheChatAndToUsers() throws Exception {
        BlockingQueue<Nudge> bobs = new LinkedBlockingQueue<>();
        bus.subscribe(Subjects.user(bob), payload -> bobs.add(Nudge.decode(payload).orElseThrow()));

        chatLog.change(
                chat,
                (handle, log) -> {
                    log.tell(bob, "chat:settings", Map.of());
                    log.tell(bob, "chat:settings", Map.of());
                    log.event("chat:update", ada, null, Map.of());
                    return log.event("chat:update", ada, null, Map.of());
                });
        userLog.change(
                (handle, log) -> {
                    log.tell(bob, "contact:update", Map.of());
                    return true;
                });

        assertThat(next()).isEqualTo(Nudge.range(1, 2, epoch()));
        assertThat(bobs).containsExactly(Nudge.range(1, 2, epoch()), Nudge.range(3, 3, epoch()));
    }

    private static long epoch() {
        return Epoch.read(postgres.database()).current();
    }

    private Nudge next() throws InterruptedException {
        Nudge nudge = heard.poll(20, TimeUnit.SECONDS);
        assertThat(nudge).isNotNull();
        return nudge;
    }

    private static Announcement.Events events(SendOutcome.Stored stored) {
        String name = stored.author().name();
        return new Announcement.Events(
                (name + " others " + stored.seq()).getBytes(StandardCharsets.UTF_8),
                (name + " sender " + stored.seq()).getBytes(StandardCharsets.UTF_8));
    }

    private NewMessage message(String clientId) {
        return new NewMessage(
                chat,
                ada,
                clientId,
                new NewMessage.Body(null, null, "text"),
                "text",
                NewMessage.Attachment.NONE,
                null,
                null,
                List.of(),
                List.of());
    }
}
