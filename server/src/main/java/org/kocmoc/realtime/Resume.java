package org.kocmoc.realtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.kocmoc.streams.Answers;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.LogStream;

/// Brings a client from where it was to the present, without a gap and without a repeat:
///
/// 1. listen to the user's log and chats; what comes is held;
/// 2. read, in one snapshot, what the client missed, up to each log's head;
/// 3. send that;
/// 4. let go of what was held above the heads.
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

    Resume(Hub hub, Backlog backlog) {
        this.hub = hub;
        this.backlog = backlog;
    }

    /// @param first frames that come before the backlog
    void run(Connection connection, UserId user, List<byte[]> first, Backlog.Progress progress)
            throws InterruptedException {
        places.acquire();
        try {
            Set<ChatId> heard = new HashSet<>(backlog.chats(user, progress.encrypted()));
            Backlog.State state = listenAndRead(connection, user, progress, heard);
            List<byte[]> frames = new ArrayList<>(first);
            frames.addAll(Answers.backlog(state, user.value()));
            state.chats().forEach(chat -> heard.remove(chat.chat()));
            goLive(connection, user, state, frames, heard);
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
            Backlog.State state = backlog.state(user, progress);
            List<ChatId> members = state.chats().stream().map(Backlog.ChatState::chat).toList();
            if (heard.containsAll(members)) {
                return state;
            }
            heard.addAll(members);
        }
        throw new IllegalStateException("the chats of an account change faster than they are read");
    }

    private void goLive(
            Connection connection,
            UserId user,
            Backlog.State state,
            List<byte[]> frames,
            Set<ChatId> lost) {
        Map<ChatId, Long> heads = new HashMap<>();
        state.chats().forEach(chat -> heads.put(chat.chat(), chat.head().seq()));
        Map<ChatId, Long> behind = reach(heads);
        long userSeq = state.user().head().seq();
        LogStream own = hub.users().find(user);
        if (own != null) {
            own.reach(userSeq);
        }
        connection
                .shard()
                .post(
                        () -> {
                            lost.forEach(chat -> hub.leave(connection, chat));
                            behind.forEach(connection::floor);
                            connection.caughtUp(frames, userSeq, heads);
                        });
    }

    /// Takes the streams to the heads; those that are not there yet will repeat what is in the
    /// backlog.
    private Map<ChatId, Long> reach(Map<ChatId, Long> heads) {
        Map<ChatId, Long> behind = new HashMap<>();
        heads.forEach(
                (chat, head) -> {
                    LogStream stream = hub.chats().find(chat);
                    if (stream != null) {
                        stream.reach(head);
                        if (stream.cursor() < head) {
                            behind.put(chat, head);
                        }
                    }
                });
        return behind;
    }
}
