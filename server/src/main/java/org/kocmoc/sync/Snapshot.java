package org.kocmoc.sync;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.kocmoc.marks.ChatHead;
import org.kocmoc.marks.ChatHeads;
import org.kocmoc.messages.MessageFeed;
import org.kocmoc.streams.Backlog.ChatState;
import org.kocmoc.streams.Backlog.Counts;
import org.kocmoc.streams.Backlog.Progress;
import org.kocmoc.streams.Backlog.State;
import org.kocmoc.streams.Backlog.UserState;
import org.kocmoc.wire.Position;

/// What one snapshot of the database holds for one client; texts still sealed. Immutable.
record Snapshot(
        Progress progress,
        Position userHead,
        boolean userReload,
        List<EntryStore.Entry> userEntries,
        List<ChatHead> heads,
        Set<ChatId> lost,
        Map<ChatId, List<EntryStore.Entry>> entries,
        MessageFeed.Batch named) {

    /// Reads everything within the caller's snapshot.
    static Snapshot read(
            Handle handle,
            ChatHeads chatHeads,
            MessageFeed messages,
            UserId user,
            Progress progress) {
        List<ChatHead> heads = chatHeads.all(handle, user, progress.encrypted());
        UserPart own = UserPart.read(handle, user, progress);
        Map<ChatId, Long> after = new LinkedHashMap<>();
        Set<ChatId> lost = Continuation.split(handle, heads, progress, after);
        Map<ChatId, List<EntryStore.Entry>> entries =
                EntryStore.ofChats(handle, after, progress.limit());
        Map<ChatId, List<EntryStore.Entry>> all = new HashMap<>();
        after.keySet().forEach(chat -> all.put(chat, entries.getOrDefault(chat, List.of())));
        return new Snapshot(
                progress,
                own.head(),
                own.reload(),
                own.entries(),
                heads,
                lost,
                all,
                messages.read(
                        handle,
                        messages(entries.values().stream().flatMap(List::stream).toList())));
    }

    /// Ids of the messages that entries are or name.
    static Collection<Long> messages(List<EntryStore.Entry> entries) {
        return entries.stream()
                .map(EntryStore.Entry::message)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /// The client's part of the user log.
    private record UserPart(Position head, boolean reload, List<EntryStore.Entry> entries) {
        static UserPart read(Handle handle, UserId user, Progress progress) {
            long seq = EntryStore.userHead(handle, user);
            Position head = new Position(epochOf(handle, user, seq), seq);
            @Nullable Position from = progress.user();
            if (from == null) {
                return new UserPart(head, false, List.of());
            }
            boolean far = !progress.paged() && seq - from.seq() > progress.limit();
            if (far || from.seq() > seq || !EntryStore.isContinuable(handle, user, from)) {
                return new UserPart(head, true, List.of());
            }
            return new UserPart(
                    head, false, EntryStore.ofUser(handle, user, from.seq(), progress.limit()));
        }

        private static long epochOf(Handle handle, UserId user, long seq) {
            return seq == 0
                    ? 0
                    : EntryStore.ofUser(handle, user, seq - 1, 1).stream()
                            .mapToLong(EntryStore.Entry::epoch)
                            .findFirst()
                            .orElse(0);
        }
    }

    /// The answer, with texts opened.
    State state(UserId user, EventWriter writer) {
        long last = userEntries.isEmpty() ? 0 : userEntries.getLast().seq();
        return new State(
                new UserState(
                        userHead,
                        userReload,
                        !userEntries.isEmpty() && last < userHead.seq(),
                        EventWriter.ofUser(userEntries)),
                heads.stream().map(head -> chat(head, user, writer)).toList());
    }

    private ChatState chat(ChatHead head, UserId user, EventWriter writer) {
        @Nullable List<EntryStore.Entry> found = entries.get(head.chat());
        return new ChatState(
                head.chat(),
                head.listed(),
                head.visibleFromSeq(),
                new Position(head.epoch(), head.lastSeq()),
                counts(head),
                lost.contains(head.chat()),
                found != null && !found.isEmpty() && found.getLast().seq() < head.lastSeq(),
                found == null ? null : writer.forReader(found, named, user, head));
    }

    private static Counts counts(ChatHead head) {
        return new Counts(
                head.lastMsgSeq(),
                head.readSeq(),
                head.unread(),
                head.mentions(),
                head.othersRead(),
                head.othersDelivered());
    }

    /// Decides which of the named chats can be continued.
    private static final class Continuation {
        private Continuation() {}

        /// Fills `after` with the numbers to read from; the result are the chats to load anew.
        static Set<ChatId> split(
                Handle handle, List<ChatHead> heads, Progress progress, Map<ChatId, Long> after) {
            Map<ChatId, Position> toCheck = new HashMap<>();
            Set<ChatId> lost = new HashSet<>();
            int[] budget = {Size.SYNC_EVENTS_IN_ALL.value()};
            for (ChatHead head : heads) {
                @Nullable Position from = progress.chats().get(head.chat());
                if (from == null) {
                    continue;
                }
                long start = Math.max(from.seq(), head.visibleFromSeq());
                long missing = head.lastSeq() - start;
                boolean far = !progress.paged() && missing > progress.limit();
                int cost = (int) Math.min(missing, progress.limit());
                if (missing < 0 || far || cost > budget[0]) {
                    lost.add(head.chat());
                    continue;
                }
                budget[0] -= cost;
                after.put(head.chat(), start);
                if (from.seq() > head.visibleFromSeq()) {
                    toCheck.put(head.chat(), from);
                }
            }
            Set<ChatId> good = EntryStore.continuable(handle, toCheck);
            toCheck.keySet().stream().filter(chat -> !good.contains(chat)).forEach(lost::add);
            after.keySet().removeAll(lost);
            return lost;
        }
    }
}
