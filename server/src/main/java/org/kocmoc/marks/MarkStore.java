package org.kocmoc.marks;

import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.UnreadStore;

/// SQL of how far members have come.
final class MarkStore {
    /// What was written: only marks that moved.
    ///
    /// @param readSeq the read mark now
    /// @param deliveredSeq the delivered mark now
    /// @param told whether the other members are told
    public record Moved(ChatId chat, UserId user, long readSeq, long deliveredSeq, boolean told) {}

    private MarkStore() {}

    /// Moves marks forwards, each clamped to its chat's head, rows in ascending order so that two
    /// batches never wait for each other crosswise.
    ///
    /// @param read whether the marks are read marks, which move the delivered ones along
    static List<Moved> move(Handle handle, List<Mark> marks, boolean read, int small) {
        return handle.createQuery(read ? READ : DELIVERED)
                .bindArray("chats", Long.class, column(marks, mark -> mark.chat().value()))
                .bindArray("users", Long.class, column(marks, mark -> mark.user().value()))
                .bindArray("seqs", Long.class, column(marks, Mark::seq))
                .bind("small", small)
                .mapTo(Moved.class)
                .list();
    }

    private static final String WANTED =
            """
            WITH wanted AS (
                SELECT p.id, p.chat_id, p.user_id, least(w.seq, h.last_seq) AS seq
                FROM unnest(:chats, :users, :seqs) AS w (chat, member, seq)
                JOIN chat_participants p ON p.chat_id = w.chat AND p.user_id = w.member
                JOIN chat_heads h ON h.chat_id = p.chat_id
                ORDER BY p.id FOR NO KEY UPDATE OF p
            )
            """;

    private static final String TOLD =
            """
            RETURNING p.chat_id AS chat, p.user_id AS "user", p.read_seq, p.delivered_seq,
                (SELECT count(*) FROM (
                    SELECT FROM chat_participants o WHERE o.chat_id = p.chat_id LIMIT :small + 1
                ) AS counted) <= :small
                AND NOT EXISTS (SELECT FROM chats c WHERE c.id = p.chat_id AND
            """
                    + UnreadStore.IS_BLOCKED_PAIR
                    + ") AS told";

    private static final String READ =
            WANTED
                    + """
                    UPDATE chat_participants p
                    SET read_seq = greatest(p.read_seq, w.seq),
                        count_from = greatest(p.count_from, w.seq),
                        delivered_seq = greatest(p.delivered_seq, w.seq),
                        unread_count = 0
                    FROM wanted w
                    WHERE p.id = w.id
                        AND (p.read_seq < w.seq OR p.unread_count > 0 AND p.read_seq <= w.seq)
                    """
                    + TOLD;

    private static final String DELIVERED =
            WANTED
                    + """
                    UPDATE chat_participants p SET delivered_seq = w.seq
                    FROM wanted w
                    WHERE p.id = w.id AND p.delivered_seq < w.seq
                        AND (SELECT count(*) FROM (
                            SELECT FROM chat_participants o WHERE o.chat_id = p.chat_id
                            LIMIT :small + 1) AS counted) <= :small
                    """
                    + TOLD;

    private static Object[] column(List<Mark> marks, Function<Mark, Object> value) {
        return marks.stream().map(value).toArray();
    }
}
