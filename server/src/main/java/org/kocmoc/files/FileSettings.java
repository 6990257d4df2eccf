package org.kocmoc.files;

import java.nio.file.Path;
import java.util.List;

/// What the operator decides about files.
///
/// @param folder where blobs are kept
/// @param legacyFolders folders in which the replaced server may have left `files/` and `voice/`
/// @param maxBytes a file must be smaller than this
/// @param quotaBytes what one account may keep
public record FileSettings(Path folder, List<Path> legacyFolders, long maxBytes, long quotaBytes) {
    /// The store that these settings choose.
    BlobStore blobs() {
        return new DiskBlobStore(folder);
    }
}
