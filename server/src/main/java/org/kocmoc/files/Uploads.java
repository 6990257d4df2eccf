package org.kocmoc.files;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.blobs.BlobStore;
import org.kocmoc.db.Database;
import org.kocmoc.forms.Upload;
import org.kocmoc.images.ImageCleaner;
import org.kocmoc.images.ImageFormat;
import org.kocmoc.images.ImageInfo;
import org.kocmoc.images.MalformedImageException;
import org.kocmoc.images.Thumbnailer;
import org.kocmoc.limits.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes files in: recognises them, takes the metadata off pictures, stores them durably, and only
/// then writes their rows. Any thread; blocks while the file arrives.
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Database database;
    private final BlobStore blobs;
    private final Thumbnailer thumbnailer;
    private final FileSettings settings;
    private final InstantSource clock;

    Uploads(
            Database database,
            BlobStore blobs,
            Thumbnailer thumbnailer,
            FileSettings settings,
            InstantSource clock) {
        this.database = database;
        this.blobs = blobs;
        this.thumbnailer = thumbnailer;
        this.settings = settings;
        this.clock = clock;
    }

    /// Bytes that the account may still store.
    long room(UserId owner) {
        long used = database.read(handle -> FileStore.usedBytes(handle, owner));
        return Math.max(0, settings.quotaBytes() - used);
    }

    /// Takes a file in.
    ///
    /// @throws ApiException if it is refused; nothing of it is kept then
    StoredFile take(UserId owner, Upload upload) throws IOException {
        byte[] head = upload.content().readNBytes(TypeDetector.HEAD_BYTES);
        FileType type = TypeDetector.detect(upload.contentType(), head);
        InputStream content =
                new SequenceInputStream(new ByteArrayInputStream(head), upload.content());
        String id = FileIds.random();
        try {
            Stored stored =
                    type.imageFormat().isPresent()
                            ? picture(id, type.imageFormat().get(), content)
                            : new Stored(blobs.put(FileIds.key(id), content), Optional.empty());
            StoredFile file = file(id, owner, FileNames.clean(upload.fileName()), type, stored);
            database.execute(handle -> insert(handle, owner, file, stored));
            return file;
        } catch (IOException e) {
            forget(id, e);
            throw unavailable(e);
        } catch (RuntimeException e) {
            forget(id, e);
            throw e;
        }
    }

    /// What the client's bytes lack is an [ApiException] already: a disk is full or read-only, or
    /// the store cannot be reached.
    static ApiException unavailable(IOException cause) {
        LOG.atWarn().addKeyValue("cause", cause.toString()).log("the store of files failed");
        return new ApiException(FileError.FILE_STORE_UNAVAILABLE, RETRY);
    }

    private record Stored(BlobStore.Blob blob, Optional<StoredFile.Picture> picture) {}

    private Stored picture(String id, ImageFormat format, InputStream content) throws IOException {
        Path raw = scratch();
        Path clean = scratch();
        try {
            try (OutputStream out = Files.newOutputStream(raw)) {
                content.transferTo(out);
            }
            ImageInfo info = clean(format, raw, clean);
            try (InputStream in = Files.newInputStream(clean)) {
                BlobStore.Blob blob = blobs.put(FileIds.key(id), in);
                return new Stored(blob, Optional.of(picture(id, info, clean)));
            }
        } finally {
            Files.deleteIfExists(raw);
            Files.deleteIfExists(clean);
        }
    }

    private static ImageInfo clean(ImageFormat format, Path raw, Path clean) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(clean))) {
            ImageInfo info = ImageCleaner.clean(format, raw, out);
            if (info.pixels() > Size.IMAGE_PIXELS.value()) {
                throw new ApiException(FileError.IMAGE_TOO_LARGE);
            }
            return info;
        } catch (MalformedImageException e) {
            throw new ApiException(FileError.IMAGE_MALFORMED);
        }
    }

    private StoredFile.Picture picture(String id, ImageInfo info, Path clean) throws IOException {
        Optional<byte[]> thumbnail = thumbnailer.thumbnail(clean, info);
        if (thumbnail.isPresent()) {
            blobs.put(FileIds.thumbnailKey(id), new ByteArrayInputStream(thumbnail.get()));
        }
        return new StoredFile.Picture(
                info.shownWidth(), info.shownHeight(), thumbnail.map(bytes -> (long) bytes.length));
    }

    private Path scratch() throws IOException {
        Path folder = settings.folder().resolve("tmp");
        Files.createDirectories(folder);
        return Files.createTempFile(folder, "image-", "");
    }

    private StoredFile file(String id, UserId owner, String name, FileType type, Stored stored) {
        return new StoredFile(
                id,
                Optional.of(owner),
                name,
                type.mime(),
                new StoredFile.Content(
                        FileIds.key(id),
                        stored.blob().size(),
                        Bytes.base64Url(stored.blob().sha256()),
                        false),
                stored.picture(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private void insert(Handle handle, UserId owner, StoredFile file, Stored stored) {
        FileStore.lockOwner(handle, owner);
        FileStore.insert(handle, file, stored.blob().sha256());
        if (FileStore.usedBytes(handle, owner) > settings.quotaBytes()) {
            throw new ApiException(FileError.FILE_QUOTA_EXCEEDED);
        }
    }

    /// What cannot be removed here is found by the sweep.
    private void forget(String id, Exception cause) {
        try {
            blobs.delete(FileIds.key(id));
            blobs.delete(FileIds.thumbnailKey(id));
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
