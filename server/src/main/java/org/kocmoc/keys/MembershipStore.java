package org.kocmoc.keys;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;

/// SQL of membership chains.
final class MembershipStore {
    /// An entry and the certificate of the device that signed it, which may be gone since.
    public record Row(long epoch, byte[] signed, byte[] hash, byte[] certificate) {}

    private MembershipStore() {}

    /// Whether nobody was quicker.
    static boolean insert(Handle handle, MembershipEntry entry, byte[] certificate, Instant at) {
        return handle.createUpdate(
                                """
                                INSERT INTO e2ee_memberships
                                    (chat_id, epoch, hash, signed, certificate, created_at)
                                VALUES (:chat, :epoch, :hash, :signed, :certificate, :at)
                                ON CONFLICT (chat_id, epoch) DO NOTHING
                                """)
                        .bind("chat", entry.chat())
                        .bind("epoch", entry.epoch())
                        .bind("hash", entry.hash())
                        .bind("signed", entry.encoded())
                        .bind("certificate", certificate)
                        .bind("at", at)
                        .execute()
                == 1;
    }

    /// Entries from an epoch on, oldest first.
    static List<Row> from(Handle handle, ChatId chat, long from, int limit) {
        return handle.createQuery(
                        """
                        SELECT epoch, signed, hash, certificate FROM e2ee_memberships
                        WHERE chat_id = :chat AND epoch >= :from ORDER BY epoch LIMIT :limit
                        """)
                .bind("chat", chat)
                .bind("from", from)
                .bind("limit", limit)
                .mapTo(Row.class)
                .list();
    }

    /// The newest entry, if there is one.
    static List<Row> newest(Handle handle, ChatId chat) {
        return handle.createQuery(
                        """
                        SELECT epoch, signed, hash, certificate FROM e2ee_memberships
                        WHERE chat_id = :chat ORDER BY epoch DESC LIMIT 1
                        """)
                .bind("chat", chat)
                .mapTo(Row.class)
                .list();
    }
}
