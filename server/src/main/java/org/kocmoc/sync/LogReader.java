package org.kocmoc.sync;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatMode;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.marks.ChatHead;
import org.kocmoc.marks.ChatHeads;
import org.kocmoc.messages.MessageFeed;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.LogEvent;

/// Reads the logs for the hub, the socket and `POST /api/sync`. Any thread; blocks.
///
/// Rows are read in one short snapshot; texts are opened after it.
final class LogReader implements Backlog {
    private final Database database;
    private final ChatHeads heads;
    private final MessageFeed messages;

    LogReader(Database database, ChatHeads heads, MessageFeed messages) {
        this.database = database;
        this.heads = heads;
        this.messages = messages;
    }

    @Override
    public State state(UserId user, Progress progress) {
        return database.snapshot(handle -> Snapshot.read(handle, heads, messages, user, progress))
                .state(user, new EventWriter(messages));
    }

    @Override
    public Set<ChatId> chats(UserId user, boolean encrypted) {
        return database.read(handle -> heads.ids(handle, user, encrypted));
    }

    @Override
    public @Nullable MemberHead headForMember(UserId user, ChatId chat) {
        return database.read(
                handle -> heads.find(handle, user, chat).map(LogReader::memberHead).orElse(null));
    }

    private static MemberHead memberHead(ChatHead head) {
        return new MemberHead(head.lastSeq(), head.visibleFromSeq(), head.mode() == ChatMode.E2EE);
    }

    @Override
    public List<LogEvent> chatEvents(ChatId chat, long after, int limit) {
        record Read(List<EntryStore.Entry> entries, MessageFeed.Batch batch) {}
        Read read =
                database.snapshot(
                        handle -> {
                            List<EntryStore.Entry> entries =
                                    EntryStore.ofChats(handle, Map.of(chat, after), limit)
                                            .getOrDefault(chat, List.of());
                            return new Read(entries, named(handle, entries));
                        });
        return new EventWriter(messages).forAll(read.entries(), read.batch());
    }

    private MessageFeed.Batch named(Handle handle, List<EntryStore.Entry> entries) {
        return messages.read(handle, Snapshot.messages(entries));
    }

    @Override
    public List<LogEvent> userEvents(UserId user, long after, int limit) {
        return EventWriter.ofUser(
                database.read(handle -> EntryStore.ofUser(handle, user, after, limit)));
    }

    @Override
    public Map<ChatId, Long> chatHeads(Collection<ChatId> chats) {
        return inPieces(chats, EntryStore::chatHeads);
    }

    @Override
    public Map<UserId, Long> userHeads(Collection<UserId> users) {
        return inPieces(users, EntryStore::userHeads);
    }

    @Override
    public boolean isSmall(ChatId chat) {
        int bound = Size.SMALL_CHAT_MEMBERS.value();
        return database.read(handle -> EntryStore.members(handle, chat, bound + 1)) <= bound;
    }

    @Override
    public boolean isBlocked(ChatId chat) {
        return database.read(handle -> EntryStore.isBlocked(handle, chat));
    }

    private interface Heads<K> {
        Map<K, Long> read(Handle handle, Collection<K> keys);
    }

    private <K> Map<K, Long> inPieces(Collection<K> keys, Heads<K> read) {
        Map<K, Long> all = new HashMap<>();
        List<K> list = List.copyOf(keys);
        int piece = 2_000;
        for (int i = 0; i < list.size(); i += piece) {
            List<K> part = list.subList(i, Math.min(list.size(), i + piece));
            all.putAll(database.read(handle -> read.read(handle, part)));
        }
        return all;
    }
}
