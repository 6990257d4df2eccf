package org.kocmoc.marks;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.Closer;
import org.kocmoc.bus.Bus;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.log.UserLog;
import org.kocmoc.realtime.SocketError;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Command;
import org.kocmoc.wire.Fields;

/// Assembles marks.
public final class MarksFeature {
    private final ChatHeads heads = new ChatHeads();
    private final ChatAccess access;
    private final Marks marks;
    private final MarkQueue read;
    private final MarkQueue delivered;

    /// Builds them; the closer writes what waits.
    public MarksFeature(UserLog log, ChatAccess access, Bus bus, Closer closer) {
        this.access = access;
        this.marks = new Marks(log, heads, bus);
        this.read = closer.add(new MarkQueue("marks-read", marks::read));
        this.delivered = closer.add(new MarkQueue("marks-delivered", marks::delivered));
    }

    /// Marks that are written at once.
    public Marks marks() {
        return marks;
    }

    /// Where the chats of a member stand.
    public ChatHeads heads() {
        return heads;
    }

    /// The commands of the socket; what they say is written within a second.
    public List<Command> commands() {
        return List.of(
                new Command("chat:read", (caller, fields) -> take(read, caller, fields)),
                new Command("chat:delivered", (caller, fields) -> take(delivered, caller, fields)));
    }

    private Map<String, Object> take(MarkQueue queue, Caller caller, Fields fields) {
        ChatId chat = new ChatId(required(fields, "chat"));
        access.asMember(caller.user(), chat);
        queue.add(new Mark(chat, caller.user(), required(fields, "seq")));
        return Map.of();
    }

    private static long required(Fields fields, String name) {
        OptionalLong value = fields.integer(name);
        return value.orElseThrow(() -> new ApiException(SocketError.BAD_FIELD));
    }
}
