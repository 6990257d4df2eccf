package org.kocmoc.marks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;
import org.kocmoc.limits.Size;
import org.kocmoc.log.Subjects;
import org.kocmoc.log.UserEntries;
import org.kocmoc.log.UserLog;
import org.kocmoc.streams.Ephemeral;
import org.kocmoc.streams.Frames;

/// How far members have read and received: only forwards, from any device. Read marks are told to
/// the own other devices by the user log; to the others, in small chats, without being logged, but
/// not in a pair of whom one has blocked the other. Any thread; blocks.
public final class Marks {
    private final UserLog log;
    private final ChatHeads heads;
    private final Bus bus;

    Marks(UserLog log, ChatHeads heads, Bus bus) {
        this.log = log;
        this.heads = heads;
        this.bus = bus;
    }

    /// Marks a chat as read up to a number; the chat's head bounds it. Nothing happens for somebody
    /// who is no member.
    public void read(ChatId chat, UserId reader, long seq) {
        read(List.of(new Mark(chat, reader, seq)));
    }

    /// As [#read(ChatId, UserId, long)] for several, in one transaction.
    void read(List<Mark> marks) {
        List<MarkStore.Moved> moved =
                log.change(
                        (handle, entries) -> {
                            List<MarkStore.Moved> written = move(handle, marks, true);
                            written.forEach(mark -> tellOwn(handle, entries, mark));
                            return written;
                        });
        moved.stream()
                .filter(MarkStore.Moved::told)
                .forEach(mark -> tellOthers("chat:read", mark, mark.readSeq()));
    }

    /// Marks what several have received.
    void delivered(List<Mark> marks) {
        log.change((handle, entries) -> move(handle, marks, false)).stream()
                .filter(MarkStore.Moved::told)
                .forEach(mark -> tellOthers("chat:delivered", mark, mark.deliveredSeq()));
    }

    private static List<MarkStore.Moved> move(Handle handle, List<Mark> marks, boolean read) {
        return MarkStore.move(handle, marks, read, Size.SMALL_CHAT_MEMBERS.value());
    }

    /// With the counts as they are in this transaction, and the number up to which they count.
    private void tellOwn(Handle handle, UserEntries entries, MarkStore.Moved mark) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("chat", mark.chat());
        data.put("read_seq", mark.readSeq());
        heads.find(handle, mark.user(), mark.chat()).ifPresent(head -> counts(data, head));
        entries.tell(mark.user(), "chat:read", data);
    }

    private static void counts(Map<String, Object> data, ChatHead head) {
        data.put("unread", head.unread());
        data.put("mentions", head.mentions());
        data.put("at", head.lastSeq());
    }

    private void tellOthers(String type, MarkStore.Moved mark, long seq) {
        byte[] frame = Frames.chatEvent(type, mark.chat(), Map.of("user", mark.user(), "seq", seq));
        bus.publish(Subjects.chat(mark.chat()), new Ephemeral(mark.user(), frame).encode());
    }
}
