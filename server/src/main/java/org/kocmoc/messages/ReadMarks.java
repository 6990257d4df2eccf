package org.kocmoc.messages;

import java.util.Map;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.log.UserLog;

/// How far a member has read a chat: only forwards, from any device, told to the own other devices.
/// Any thread; blocks.
final class ReadMarks {
    private final UserLog log;

    ReadMarks(UserLog log) {
        this.log = log;
    }

    /// Marks everything up to a number as read; the chat's head bounds it.
    void readUpTo(ChatForMember chat, UserId reader, long seq) {
        log.change(
                (handle, entries) -> {
                    if (ChangeStore.read(handle, chat.chat(), reader, seq)) {
                        entries.tell(
                                reader,
                                "chat:read",
                                Map.of(
                                        "chat_id",
                                        chat.chat(),
                                        "read_seq",
                                        ChangeStore.readSeq(handle, chat.chat(), reader)));
                    }
                    return true;
                });
    }
}
