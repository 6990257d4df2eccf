package org.kocmoc.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.blobs.BlobStore;
import org.kocmoc.blobs.StoreOwner;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files that are there: finding, reading and removing them. Any thread; blocks.
public final class Files {
    private static final Logger LOG = LoggerFactory.getLogger(Files.class);

    private final Database database;
    private final BlobStore blobs;
    private final LegacyUploads legacy;
    private final StoreOwner owner;
    private final InstantSource clock;

    Files(
            Database database,
            BlobStore blobs,
            LegacyUploads legacy,
            StoreOwner owner,
            InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.legacy = legacy;
        this.owner = owner;
        this.clock = clock;
    }

    /// A file, also of the replaced server.
    public Optional<StoredFile> find(String id) {
        if (!FileIds.isOwn(id) && !FileIds.isLegacy(id)) {
            return Optional.empty();
        }
        return database.read(handle -> FileStore.find(handle, id)).or(() -> legacy.find(id));
    }

    /// A page of the files of an account by id, for its export; the next page begins after the last
    /// id.
    public List<StoredFile> ownedBy(UserId owner, String after) {
        return database.read(
                handle -> FileStore.ownedBy(handle, owner, after, Size.PAGE_ROWS.value()));
    }

    /// All bytes of a file.
    ///
    /// @throws NoSuchFileException if they were removed since the file was found
    public InputStream open(StoredFile file) throws IOException {
        Optional<Path> path = path(file);
        if (path.isPresent()) {
            return java.nio.file.Files.newInputStream(path.get());
        }
        if (file.content().legacy()) {
            throw new NoSuchFileException(file.id());
        }
        return blobs.open(file.content().storedAt(), 0, file.content().size());
    }

    /// The bytes as a local file, if they are one.
    Optional<Path> path(StoredFile file) {
        String at = file.content().storedAt();
        return file.content().legacy() ? legacy.path(at) : blobs.path(at);
    }

    /// Removes a file for its owner or an administrator.
    ///
    /// @throws ApiException 404 if it is not there, 403 for anybody else
    void delete(UserId caller, boolean admin, String id) {
        StoredFile file = find(id).orElseThrow(() -> new ApiException(FileError.FILE_NOT_FOUND));
        if (!admin && !file.owner().equals(Optional.of(caller))) {
            throw new ApiException(FileError.FILE_NOT_YOURS);
        }
        database.execute(handle -> FileStore.markDeleted(handle, id, clock.instant()));
        remove(new FileStore.Leftover(id, file.content().storedAt(), file.content().legacy()));
    }

    /// Removes a file at once unless something refers to it: what showed it is gone.
    public void discardIfUnused(String id) {
        Optional<StoredFile> file = find(id);
        boolean marked =
                database.write(
                        handle -> FileStore.markDeletedIfUnused(handle, id, clock.instant()));
        if (marked && file.isPresent()) {
            StoredFile.Content content = file.get().content();
            remove(new FileStore.Leftover(id, content.storedAt(), content.legacy()));
        }
    }

    /// Removes what a leaving account uploaded and nothing refers to; what it sent stays with the
    /// messages.
    public void leave(UserId user) {
        database.execute(handle -> FileStore.markDeletedUnusedOf(handle, user, clock.instant()));
    }

    /// Removes the bytes, then the row, of a file that is marked deleted. If that fails, a backup
    /// is running or the store may be somebody else's, the sweep does it later.
    boolean remove(FileStore.Leftover file) {
        try {
            if (database.read(KeptFileStore::deletionsWait) || !owner.mayRemove()) {
                return false;
            }
            if (file.legacy()) {
                legacy.delete(file.storedAt());
            } else {
                blobs.delete(file.storedAt());
                blobs.delete(FileIds.thumbnailKey(file.id()));
            }
            database.execute(handle -> FileStore.remove(handle, file.id()));
            return true;
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("a deleted file's bytes are still there");
            return false;
        }
    }
}
