package org.kocmoc.realtime;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.limits.Size;
import org.kocmoc.streams.Answers;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.LogStream;

/// Brings a client from where it was to the present, without a gap and without a repeat:
///
/// 1. listen to the user's log and chats; what comes is held;
/// 2. read, in one snapshot, what the client missed, up to each log's head;
/// 3. let the streams begin there, or read again where one began above;
/// 4. send that;
/// 5. let go of what was held above the heads.
///
/// Whatever commits after the snapshot is heard by the listeners of step 1, whatever commits before
/// is in it. Any thread; blocks. Bounded in number, so that a mass return does not stampede the
/// database.
final class Resume {
    /// Chats may be gained while they are counted; more than a few times in a row is no accident.
    private static final int TRIES = 5;

    private final Semaphore places = new Semaphore(Size.RESUMES_AT_ONCE.value());
    private final Hub hub;
    private final Backlog backlog;
    private final Bus bus;
    private final Timer times;
    private final DistributionSummary entries;

    Resume(Hub hub, Backlog backlog, Bus bus, MeterRegistry metrics) {
        this.hub = hub;
        this.bus = bus;
        this.backlog = backlog;
        times =
                Timer.builder("kocmoc_resumes")
                        .description("Bringing a socket to the present, with waiting for a place")
                        .publishPercentiles(0.5, 0.99)
                        .register(metrics);
        entries =
                DistributionSummary.builder("kocmoc_resume_entries")
                        .description("Entries of logs that one resume read")
                        .publishPercentiles(0.5, 0.99)
                        .register(metrics);
        Gauge.builder("kocmoc_resumes_waiting", places, Semaphore::getQueueLength)
                .description("Sockets that wait for a place to be brought to the present")
                .register(metrics);
    }

    /// @param first frames that come before the backlog
    void run(Connection connection, UserId user, List<byte[]> first, Backlog.Progress progress)
            throws InterruptedException {
        long begun = System.nanoTime();
        places.acquire();
        try {
            Set<ChatId> heard = new HashSet<>(backlog.chats(user, progress.encrypted()));
            Backlog.State state = listenAndRead(connection, user, progress, heard);
            List<byte[]> frames = new ArrayList<>(first);
            List<byte[]> missed = Answers.backlog(state);
            frames.addAll(missed);
            // The last of them only says that this was all.
            entries.record(missed.size() - 1);
            state.chats().forEach(chat -> heard.remove(chat.chat()));
            // Before the client hears that it is at the present: who looks then finds it counted.
            times.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            goLive(connection, state, frames, heard);
            // Lost between listening and reading; perhaps gained again since.
            heard.forEach(chat -> hub.refresh(user, chat));
        } finally {
            places.release();
        }
    }

    private Backlog.State listenAndRead(
            Connection connection, UserId user, Backlog.Progress progress, Set<ChatId> heard) {
        for (int i = 0; i < TRIES; i++) {
            hub.joinAll(connection, heard);
            bus.settle();
            Backlog.State state = backlog.state(user, progress);
            List<ChatId> members = state.chats().stream().map(Backlog.ChatState::chat).toList();
            if (heard.containsAll(members) && reach(user, state)) {
                return state;
            }
            heard.addAll(members);
        }
        throw new IllegalStateException("the chats of an account change faster than they are read");
    }

    /// Takes the streams to the heads. `false` if one of them began above its head, for somebody
    /// who read later and was quicker: nobody hands on what is between, so it has to be read again.
    private boolean reach(UserId user, Backlog.State state) {
        boolean whole = reach(hub.users().find(user), state.user().head().seq());
        for (Backlog.ChatState chat : state.chats()) {
            whole &= reach(hub.chats().find(chat.chat()), chat.head().seq());
        }
        return whole;
    }

    private static boolean reach(@Nullable LogStream stream, long head) {
        return stream == null || stream.reach(head);
    }

    private void goLive(
            Connection connection, Backlog.State state, List<byte[]> frames, Set<ChatId> lost) {
        Map<ChatId, Long> heads = new HashMap<>();
        state.chats().forEach(chat -> heads.put(chat.chat(), chat.head().seq()));
        Map<ChatId, Long> behind = behind(heads);
        connection
                .shard()
                .post(
                        () -> {
                            lost.forEach(chat -> hub.leave(connection, chat));
                            Followed followed = connection.followed();
                            behind.forEach(followed::floor);
                            state.chats()
                                    .forEach(
                                            chat -> followed.hide(chat.chat(), chat.visibleFrom()));
                            connection.caughtUp(frames, state.user().head().seq(), heads);
                        });
    }

    /// The streams that are not at the heads yet will repeat what is in the backlog.
    private Map<ChatId, Long> behind(Map<ChatId, Long> heads) {
        Map<ChatId, Long> behind = new HashMap<>();
        heads.forEach(
                (chat, head) -> {
                    LogStream stream = hub.chats().find(chat);
                    if (stream != null && stream.cursor() < head) {
                        behind.put(chat, head);
                    }
                });
        return behind;
    }
}
