package org.kocmoc.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kocmoc.base.Secret;
import org.kocmoc.blobs.BlobStore;
import org.kocmoc.blobs.DiskBlobStore;
import org.kocmoc.blobs.S3BlobStore;

/// What the operator decides about files.
///
/// @param folder where blobs are kept, unless `s3` is given
/// @param legacyFolders folders in which the replaced server may have left `files/` and `voice/`
/// @param maxBytes a file must be smaller than this
/// @param quotaBytes what one account may keep
/// @param s3 address of a bucket, as [S3BlobStore] reads it
public record FileSettings(
        Path folder,
        List<Path> legacyFolders,
        long maxBytes,
        long quotaBytes,
        Optional<Secret> s3) {
    /// Settings that keep blobs in the folder.
    public FileSettings(Path folder, List<Path> legacyFolders, long maxBytes, long quotaBytes) {
        this(folder, legacyFolders, maxBytes, quotaBytes, Optional.empty());
    }

    /// The store that these settings choose.
    BlobStore blobs() {
        return s3.<BlobStore>map(address -> S3BlobStore.at(URI.create(address.reveal())))
                .orElseGet(() -> new DiskBlobStore(folder));
    }
}
