package org.kocmoc.backups;

import java.security.MessageDigest;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;

/// Keeps backups. Any thread; blocks.
final class Backups {
    /// The wrapped key and what pieces there are.
    record Overview(BackupStore.Wrapped wrapped, List<BackupStore.Piece> pieces) {}

    private final Database database;

    Backups(Database database) {
        this.database = database;
    }

    Overview overview(UserId user) {
        return database.snapshot(
                handle ->
                        BackupStore.find(handle, user)
                                .map(
                                        wrapped ->
                                                new Overview(
                                                        wrapped, BackupStore.pieces(handle, user)))
                                .orElseThrow(() -> new ApiException(BackupError.BACKUP_NOT_FOUND)));
    }

    /// Begins a backup, or wraps the key of the present one anew. One that no person could open
    /// without a device is not begun.
    ///
    /// @param startsOver drops the present backup, whose key is lost
    /// @return whether it is a new one
    boolean put(UserId user, BackupStore.Wrapped wrapped, boolean startsOver) {
        return database.write(
                handle -> {
                    if (startsOver) {
                        BackupStore.delete(handle, user);
                    }
                    if (wrapped.isRecoverable() && BackupStore.insert(handle, user, wrapped)) {
                        return true;
                    }
                    BackupStore.Wrapped present = locked(handle, user);
                    if (!MessageDigest.isEqual(present.authHash(), wrapped.authHash())) {
                        throw new ApiException(BackupError.BACKUP_EXISTS);
                    }
                    BackupStore.rewrap(handle, user, wrapped.over(present));
                    return false;
                });
    }

    /// Takes a piece in.
    void putPiece(UserId user, byte[] authKey, BackupStore.Piece piece, byte[] content) {
        database.execute(
                handle -> {
                    require(locked(handle, user), authKey);
                    long total = content.length;
                    List<BackupStore.Piece> pieces = BackupStore.pieces(handle, user);
                    for (BackupStore.Piece present : pieces) {
                        if (present.index() != piece.index()) {
                            total += present.size();
                        } else if (present.version() >= piece.version()) {
                            throw new ApiException(BackupError.BACKUP_OUTDATED);
                        }
                    }
                    if (total > (long) Size.BACKUP_TOTAL_MIB.value() << 20
                            || pieces.size() > Size.BACKUP_BLOBS.value()) {
                        throw new ApiException(BackupError.BACKUP_TOO_LARGE);
                    }
                    BackupStore.put(handle, user, piece, content);
                });
    }

    BackupStore.Content piece(UserId user, byte[] authKey, int index) {
        return database.read(
                handle -> {
                    require(
                            BackupStore.find(handle, user)
                                    .orElseThrow(
                                            () -> new ApiException(BackupError.BACKUP_NOT_FOUND)),
                            authKey);
                    return BackupStore.content(handle, user, index)
                            .orElseThrow(() -> new ApiException(BackupError.BACKUP_NOT_FOUND));
                });
    }

    /// Removes a piece that others have replaced.
    void removePiece(UserId user, byte[] authKey, int index) {
        database.execute(
                handle -> {
                    require(locked(handle, user), authKey);
                    if (!BackupStore.remove(handle, user, index)) {
                        throw new ApiException(BackupError.BACKUP_NOT_FOUND);
                    }
                });
    }

    /// Removes the whole backup.
    void delete(UserId user, byte[] authKey) {
        database.execute(
                handle -> {
                    require(locked(handle, user), authKey);
                    BackupStore.delete(handle, user);
                });
    }

    private static BackupStore.Wrapped locked(Handle handle, UserId user) {
        return BackupStore.lock(handle, user)
                .orElseThrow(() -> new ApiException(BackupError.BACKUP_NOT_FOUND));
    }

    private static void require(BackupStore.Wrapped wrapped, byte[] authKey) {
        if (!MessageDigest.isEqual(wrapped.authHash(), Bytes.sha256(authKey))) {
            throw new ApiException(BackupError.BACKUP_KEY_WRONG);
        }
    }
}
