package org.kocmoc.chats;

/// SQL of what a member has not read, and of whom the others' marks are kept from.
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

    /// Whether `c`, a row of `chats`, is a pair of whom one has blocked the other: as long as that
    /// lasts neither is shown how far the other has come. At most two looks at the primary key of
    /// `blocks`, none for a group; `OFFSET 0` keeps them from becoming a read of the table.
    public static final String IS_BLOCKED_PAIR =
            """
            (c.pair_low IS NOT NULL
                AND (EXISTS (SELECT FROM blocks WHERE blocker_id = c.pair_low
                                AND blocked_id = c.pair_high OFFSET 0)
                    OR EXISTS (SELECT FROM blocks WHERE blocker_id = c.pair_high
                                AND blocked_id = c.pair_low OFFSET 0)))
            """;

    private UnreadStore() {}
}
