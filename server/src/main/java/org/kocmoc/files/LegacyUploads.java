package org.kocmoc.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The folders `voice/` and `files/` that the replaced server filled. Never written, except to
/// remove a file; never left: a name has no slash, and links are not followed. Any thread.
final class LegacyUploads {
    private static final List<String> FOLDERS = List.of("voice", "files");
    private static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("png", "image/png"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("ogg", "audio/ogg"),
                    Map.entry("webm", "audio/webm"),
                    Map.entry("mp4", "video/mp4"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("txt", "text/plain"),
                    Map.entry("doc", "application/msword"),
                    Map.entry(
                            "docx",
                            "application/vnd.openxmlformats-officedocument"
                                    + ".wordprocessingml.document"));

    private final List<Path> roots;

    /// @param roots folders that hold `voice/` and `files/`, the first one that has a file wins
    LegacyUploads(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /// The file of an id.
    Optional<StoredFile> find(String id) {
        if (!FileIds.isLegacy(id)) {
            return Optional.empty();
        }
        return FOLDERS.stream()
                .flatMap(folder -> path(folder + "/" + id).stream().map(file -> row(folder, file)))
                .findFirst();
    }

    private static StoredFile row(String folder, Path file) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            String id = file.getFileName().toString();
            long millis = facts.lastModifiedTime().toMillis();
            return new StoredFile(
                    id,
                    Optional.empty(),
                    id,
                    type(id),
                    new StoredFile.Content(
                            folder + "/" + id,
                            facts.size(),
                            Long.toHexString(facts.size()) + "-" + Long.toHexString(millis),
                            true),
                    Optional.empty(),
                    facts.lastModifiedTime().toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String id) {
        String extension = id.substring(id.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, UNKNOWN);
    }

    /// The file that a row names.
    Optional<Path> path(String storedAt) {
        return roots.stream()
                .map(root -> root.resolve(storedAt))
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .findFirst();
    }

    void delete(String storedAt) throws IOException {
        for (Path root : roots) {
            Files.deleteIfExists(root.resolve(storedAt));
        }
    }

    /// Shows all files.
    void list(Consumer<StoredFile> each) throws IOException {
        for (Path root : roots) {
            for (String folder : FOLDERS) {
                if (Files.isDirectory(root.resolve(folder))) {
                    try (Stream<Path> files = Files.list(root.resolve(folder))) {
                        files.map(file -> find(file.getFileName().toString()))
                                .flatMap(Optional::stream)
                                .forEach(each);
                    }
                }
            }
        }
    }
}
