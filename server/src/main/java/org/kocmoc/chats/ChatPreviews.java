package org.kocmoc.chats;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// The newest message of each chat, for the list of chats. Implemented where messages live.
@FunctionalInterface
public interface ChatPreviews {
    /// What the list shows of a chat's newest message.
    ///
    /// @param lastMessage its text; null without one, and where only clients can read it
    /// @param lastMessageTime when it was sent; null if there is no message
    /// @param lastMessageSender who sent it; null also if that account is gone
    record Preview(
            @Nullable String lastMessage,
            @Nullable Instant lastMessageTime,
            @Nullable UserId lastMessageSender) {
        /// Of a chat without messages.
        static final Preview NONE = new Preview(null, null, null);
    }

    /// Previews of the newest messages that are not deleted.
    ///
    /// @param visibleFrom the chats, each with the viewer's `visible_from_seq`: messages numbered
    ///   so or lower are not the viewer's to see
    /// @return chats without such a message are left out
    Map<ChatId, Preview> newest(UserId viewer, Map<ChatId, Long> visibleFrom);
}
