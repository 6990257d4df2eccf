package org.kocmoc.pins;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.chats.Role;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.log.ChatLog;

/// Pins messages for everybody in a chat. Any thread; blocks.
final class Pins {
    private final Database database;
    private final ChatLog chatLog;
    private final ChatAccess access;

    Pins(Database database, ChatLog chatLog, ChatAccess access) {
        this.database = database;
        this.chatLog = chatLog;
        this.access = access;
    }

    /// Last pinned first.
    List<Pin> list(UserId user, ChatId chat) {
        return database.read(handle -> PinStore.list(handle, access.asMember(handle, user, chat)));
    }

    /// Pinning twice changes nothing.
    void pin(UserId user, ChatId chat, MessageId message) {
        chatLog.change(
                chat,
                (handle, log) -> {
                    ChatForMember member = entitled(handle, user, chat);
                    long seq =
                            PinStore.visibleSeq(handle, member, message)
                                    .orElseThrow(() -> new ApiException(PinsError.PIN_UNKNOWN));
                    boolean pinned = PinStore.pin(handle, chat, message, user, log.at());
                    if (PinStore.count(handle, chat) > Size.PINS_PER_CHAT.value()) {
                        throw new ApiException(PinsError.TOO_MANY_PINS);
                    }
                    if (pinned) {
                        // Members who came later do not see the message, nor then its pin.
                        log.event(
                                "chat:update",
                                user,
                                message,
                                Map.of("pinned", true, "message_seq", seq));
                    }
                    return pinned;
                });
    }

    /// Unpinning what is not pinned changes nothing.
    void unpin(UserId user, ChatId chat, MessageId message) {
        chatLog.change(
                chat,
                (handle, log) -> {
                    entitled(handle, user, chat);
                    boolean unpinned = PinStore.unpin(handle, chat, message);
                    if (unpinned) {
                        log.event("chat:update", user, message, Map.of("pinned", false));
                    }
                    return unpinned;
                });
    }

    private ChatForMember entitled(Handle handle, UserId user, ChatId chat) {
        ChatForMember member = access.asWriter(handle, user, chat);
        return member.isPair() ? member : access.asGroupMember(handle, user, chat, Role.ADMIN);
    }
}
