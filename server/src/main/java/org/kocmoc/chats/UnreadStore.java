package org.kocmoc.chats;

/// SQL of what a member has not read.
public final class UnreadStore {
    /// How many messages of others a member has not read, at most `:max`: a value to select, where
    /// `p` is the row of the member and `h` the head of the chat. Messages are looked at only where
    /// something was sent since the member last read.
    public static final String COUNT =
            """
            least(:max, p.unread_count + CASE WHEN h.last_msg_seq > p.count_from THEN (
                SELECT count(*) FROM (
                    SELECT FROM messages m
                    WHERE m.chat_id = p.chat_id AND m.seq > p.count_from
                        AND m.counts AND m.deleted_at IS NULL
                        AND m.sender_id IS DISTINCT FROM p.user_id
                    LIMIT :max) AS newer)
            ELSE 0 END)
            """;

    private UnreadStore() {}
}
