package org.kocmoc.files;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.kocmoc.base.UserId;

/// A file that is there.
///
/// @param id its name in addresses
/// @param owner who uploaded it; empty if the account is gone or was never known
/// @param name what its owner called it
/// @param mimetype what it is
/// @param content its bytes
/// @param picture what is known of it as a picture
/// @param createdAt when it came
public record StoredFile(
        String id,
        Optional<UserId> owner,
        String name,
        String mimetype,
        Content content,
        Optional<Picture> picture,
        Instant createdAt) {
    /// The bytes of a file.
    ///
    /// @param storedAt where they are: a key of the blob store, or a path in a legacy folder
    /// @param size how many
    /// @param tag changes when they change
    /// @param legacy whether they lie in a folder of the replaced server
    public record Content(String storedAt, long size, String tag, boolean legacy) {}

    /// A picture.
    ///
    /// @param width columns as shown
    /// @param height rows as shown
    /// @param thumbnail bytes of the small version, if there is one
    public record Picture(int width, int height, Optional<Long> thumbnail) {}

    /// The type, if it is one that may be uploaded today.
    Optional<FileType> type() {
        return FileType.of(mimetype);
    }

    /// What it is, roughly.
    public FileType.Kind kind() {
        return type().map(FileType::kind).orElse(FileType.Kind.DOCUMENT);
    }

    String kindName() {
        return kind().name().toLowerCase(Locale.ROOT);
    }

    /// Address at this server.
    public String url() {
        return FileIds.URL_PREFIX + id;
    }

    /// Where the replaced server would have kept it; clients are told for old times' sake.
    String path() {
        return (kind() == FileType.Kind.AUDIO ? "uploads/voice/" : "uploads/files/") + id;
    }

    /// Key of the small version.
    String thumbnailKey() {
        return FileIds.thumbnailKey(id);
    }
}
