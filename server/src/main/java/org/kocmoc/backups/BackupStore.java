package org.kocmoc.backups;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;

/// SQL of backups.
final class BackupStore {
    /// The wrapped backup key and what proves that somebody can unwrap it.
    public record Wrapped(
            byte[] authHash,
            byte @Nullable [] byCode,
            byte @Nullable [] byPassphrase,
            byte @Nullable [] byAccount,
            Instant createdAt) {
        /// Whether a person can unwrap it, without a device.
        boolean isRecoverable() {
            return byCode != null || byPassphrase != null;
        }

        /// This, and what it does not say of how the same key was wrapped before: a new passphrase
        /// must not make a code worthless that somebody keeps on paper.
        Wrapped over(Wrapped former) {
            return new Wrapped(
                    authHash,
                    byCode == null ? former.byCode : byCode,
                    byPassphrase == null ? former.byPassphrase : byPassphrase,
                    byAccount == null ? former.byAccount : byAccount,
                    former.createdAt);
        }
    }

    /// A piece without its content.
    public record Piece(int index, long version, int size) {}

    /// A piece's content.
    public record Content(long version, byte[] content) {}

    private BackupStore() {}

    static Optional<Wrapped> find(Handle handle, UserId user) {
        return find(handle, user, "");
    }

    /// As [#find], locked until the transaction ends.
    static Optional<Wrapped> lock(Handle handle, UserId user) {
        return find(handle, user, "FOR UPDATE");
    }

    private static Optional<Wrapped> find(Handle handle, UserId user, String lock) {
        return handle.createQuery(
                        """
                        SELECT auth_hash, by_code, by_passphrase, by_account, created_at
                        FROM e2ee_backups WHERE user_id = :user
                        """
                                + lock)
                .bind("user", user)
                .mapTo(Wrapped.class)
                .findOne();
    }

    static List<Piece> pieces(Handle handle, UserId user) {
        return handle.createQuery(
                        """
                        SELECT blob_index AS index, version, size FROM e2ee_backup_blobs
                        WHERE user_id = :user ORDER BY blob_index
                        """)
                .bind("user", user)
                .mapTo(Piece.class)
                .list();
    }

    /// Whether there was none before.
    static boolean insert(Handle handle, UserId user, Wrapped wrapped) {
        return handle.createUpdate(
                                """
                                INSERT INTO e2ee_backups
                                    (user_id, auth_hash, by_code, by_passphrase, by_account,
                                    created_at)
                                VALUES (:user, :auth, :code, :passphrase, :account, :at)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("user", user)
                        .bind("auth", wrapped.authHash())
                        .bind("code", wrapped.byCode())
                        .bind("passphrase", wrapped.byPassphrase())
                        .bind("account", wrapped.byAccount())
                        .bind("at", wrapped.createdAt())
                        .execute()
                > 0;
    }

    /// Wraps the same key anew.
    static void rewrap(Handle handle, UserId user, Wrapped wrapped) {
        handle.createUpdate(
                        """
                        UPDATE e2ee_backups
                        SET by_code = :code, by_passphrase = :passphrase, by_account = :account
                        WHERE user_id = :user
                        """)
                .bind("user", user)
                .bind("code", wrapped.byCode())
                .bind("passphrase", wrapped.byPassphrase())
                .bind("account", wrapped.byAccount())
                .execute();
    }

    static void delete(Handle handle, UserId user) {
        handle.execute("DELETE FROM e2ee_backups WHERE user_id = ?", user);
    }

    static void put(Handle handle, UserId user, Piece piece, byte[] content) {
        handle.execute(
                """
                INSERT INTO e2ee_backup_blobs (user_id, blob_index, version, size, content)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (user_id, blob_index) DO UPDATE
                SET version = excluded.version, size = excluded.size, content = excluded.content
                """,
                user,
                piece.index(),
                piece.version(),
                piece.size(),
                content);
    }

    static boolean remove(Handle handle, UserId user, int index) {
        return handle.execute(
                        "DELETE FROM e2ee_backup_blobs WHERE user_id = ? AND blob_index = ?",
                        user,
                        index)
                > 0;
    }

    static Optional<Content> content(Handle handle, UserId user, int index) {
        return handle.createQuery(
                        """
                        SELECT version, content FROM e2ee_backup_blobs
                        WHERE user_id = :user AND blob_index = :index
                        """)
                .bind("user", user)
                .bind("index", index)
                .mapTo(Content.class)
                .findOne();
    }
}
