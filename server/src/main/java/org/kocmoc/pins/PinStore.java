package org.kocmoc.pins;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatForMember;

/// SQL of pins.
final class PinStore {
    private PinStore() {}

    /// Last pinned first.
    static List<Pin> list(Handle handle, ChatForMember member) {
        return handle.createQuery(
                        """
                        SELECT p.message_id, m.seq AS message_seq, p.pinned_by, p.pinned_at
                        FROM chat_pins p JOIN messages m ON m.id = p.message_id
                        WHERE p.chat_id = :chat AND m.deleted_at IS NULL AND m.seq > :after
                        ORDER BY p.pinned_at DESC, p.message_id DESC
                        """)
                .bind("chat", member.chat())
                .bind("after", member.visibleFromSeq())
                .mapTo(Pin.class)
                .list();
    }

    static int count(Handle handle, ChatId chat) {
        return handle.createQuery(
                        """
                        SELECT count(*) FROM chat_pins p JOIN messages m ON m.id = p.message_id
                        WHERE p.chat_id = :chat AND m.deleted_at IS NULL
                        """)
                .bind("chat", chat)
                .mapTo(Integer.class)
                .one();
    }

    /// Whether the member can see such a message.
    static Optional<Long> visibleSeq(Handle handle, ChatForMember member, MessageId message) {
        return handle.createQuery(
                        """
                        SELECT seq FROM messages
                        WHERE id = :message AND chat_id = :chat AND deleted_at IS NULL
                            AND seq > :after
                        """)
                .bind("message", message)
                .bind("chat", member.chat())
                .bind("after", member.visibleFromSeq())
                .mapTo(Long.class)
                .findOne();
    }

    /// Whether the message was not pinned before.
    static boolean pin(Handle handle, ChatId chat, MessageId message, UserId by, Instant at) {
        return handle.execute(
                        """
                        INSERT INTO chat_pins (chat_id, message_id, pinned_by, pinned_at)
                        VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                        chat,
                        message,
                        by,
                        at)
                > 0;
    }

    /// Whether the message was pinned.
    static boolean unpin(Handle handle, ChatId chat, MessageId message) {
        return handle.execute(
                        "DELETE FROM chat_pins WHERE chat_id = ? AND message_id = ?", chat, message)
                > 0;
    }
}
