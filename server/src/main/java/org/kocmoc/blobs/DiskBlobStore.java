package org.kocmoc.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.input.BoundedInputStream;

/// Blobs as files below a folder: `blobs/ab/abcd…` for the key `blobs/ab/abcd…`. A blob is written
/// beside its place, forced to the disk and moved there in one step.
public final class DiskBlobStore implements BlobStore {
    private static final List<String> FOLDERS = List.of("blobs", "thumbs");
    private static final boolean FOLDERS_CAN_BE_FORCED =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path root;
    private final Path unfinished;

    /// @param root is made when first needed
    public DiskBlobStore(Path root) {
        this.root = root;
        this.unfinished = root.resolve("tmp");
    }

    @Override
    public Blob put(String key, InputStream content) throws IOException {
        Path target = file(key);
        Path folder = root.resolve(key.substring(0, key.lastIndexOf('/')));
        Files.createDirectories(unfinished);
        Path half = Files.createTempFile(unfinished, "put-", "");
        try {
            Blob blob = write(half, content);
            Files.createDirectories(folder);
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
            return blob;
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static Blob write(Path file, InputStream content) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            OutputStream out = new DigestOutputStream(Channels.newOutputStream(channel), digest);
            long size = content.transferTo(out);
            channel.force(true);
            return new Blob(size, digest.digest());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A move is durable only when the folder is.
    private static void force(Path folder) throws IOException {
        if (FOLDERS_CAN_BE_FORCED) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public InputStream open(String key, long offset, long length) throws IOException {
        FileChannel channel = FileChannel.open(file(key), StandardOpenOption.READ);
        return BoundedInputStream.builder()
                .setInputStream(Channels.newInputStream(channel.position(offset)))
                .setMaxCount(length)
                .get();
    }

    @Override
    public Optional<Path> path(String key) {
        return Optional.of(file(key)).filter(Files::isRegularFile);
    }

    @Override
    public void delete(String key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    @Override
    public void list(Consumer<Listed> each) throws IOException {
        for (String name : FOLDERS) {
            Path folder = root.resolve(name);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder, 2)) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        show(file, each);
                    }
                }
            }
        }
    }

    @Override
    public boolean isEmpty() throws IOException {
        for (String name : FOLDERS) {
            Path folder = root.resolve(name);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder, 2)) {
                    if (files.anyMatch(file -> BlobKeys.isKey(key(file)))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private String key(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private void show(Path file, Consumer<Listed> each) throws IOException {
        String key = key(file);
        if (BlobKeys.isKey(key)) {
            try {
                each.accept(new Listed(key, Files.getLastModifiedTime(file).toInstant()));
            } catch (NoSuchFileException e) {
                // Deleted since it was listed.
            }
        }
    }

    @Override
    public void discardUnfinished(Instant before) throws IOException {
        if (!Files.isDirectory(unfinished)) {
            return;
        }
        try (Stream<Path> files = Files.list(unfinished)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                try {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    // Finished since it was listed.
                }
            }
        }
    }

    private Path file(String key) {
        return root.resolve(BlobKeys.check(key));
    }
}
