package org.kocmoc.chats;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.kocmoc.log.UserEntries;
import org.kocmoc.log.UserLog;

/// What members set for their chats: silence, archive, pins, the number of unread messages. Each
/// change is told to the member's own devices with its new values. Any thread; blocks.
final class ChatSettings {
    /// What a member sets for a chat; null leaves as it is.
    ///
    /// @param muted true without an end mutes for good, false unmutes
    /// @param mutedUntil mutes until then
    /// @param unreadCount replaces the number of unread messages counted until the moment of
    ///   setting
    record Change(
            @Nullable Boolean muted,
            @Nullable Instant mutedUntil,
            @Nullable Boolean archived,
            @Nullable Boolean pinned,
            @Nullable Integer unreadCount) {
        boolean isEmpty() {
            return muted == null
                    && mutedUntil == null
                    && archived == null
                    && pinned == null
                    && unreadCount == null;
        }
    }

    private final UserLog log;
    private final InstantSource clock;

    ChatSettings(UserLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /// Changes what the member has set for the chat.
    void set(ChatForMember member, Change change) {
        checkEnd(change);
        log.change(
                (handle, entries) -> {
                    ChatSettingsStore.set(handle, member, change)
                            .ifPresent(row -> tell(entries, member.user(), row, change));
                    if (Boolean.TRUE.equals(change.pinned())) {
                        checkPins(handle, member.user());
                    }
                    return member;
                });
    }

    private void checkEnd(Change change) {
        Instant until = change.mutedUntil();
        if (until == null) {
            return;
        }
        Instant now = clock.instant();
        Duration most = Duration.ofDays(Size.MUTE_DAYS.value());
        if (Boolean.FALSE.equals(change.muted())
                || !until.isAfter(now)
                || until.isAfter(now.plus(most))) {
            throw new ApiException(ChatsError.CHAT_INVALID);
        }
    }

    /// Pins these chats in this order and unpins all others; ids of chats of others are ignored.
    void arrangePins(UserId user, List<ChatId> chats) {
        if (chats.size() > Size.PINNED_CHATS.value()) {
            throw new ApiException(ChatsError.TOO_MANY_PINNED_CHATS);
        }
        log.change(
                (handle, entries) -> {
                    ChatSettingsStore.arrangePins(handle, user, chats)
                            .forEach(row -> tell(entries, user, row, null));
                    return chats;
                });
    }

    private static void checkPins(Handle handle, UserId user) {
        if (ChatSettingsStore.pins(handle, user) > Size.PINNED_CHATS.value()) {
            throw new ApiException(ChatsError.TOO_MANY_PINNED_CHATS);
        }
    }

    private static void tell(
            UserEntries entries, UserId user, ChatSettingsStore.Row row, @Nullable Change change) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("chat", row.chatId());
        data.put("muted", row.muted());
        data.put("muted_until", row.mutedUntil());
        data.put("archived", row.archived());
        data.put("pinned", row.pinned());
        data.put("pin_position", row.pinPosition());
        if (change != null && change.unreadCount() != null) {
            data.put("unread_count", change.unreadCount());
        }
        entries.tell(user, "chat:settings", data);
    }
}
