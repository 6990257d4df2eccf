package org.kocmoc.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Bytes;

/// The migrations of this build as one short text that changes with any of them, made without
/// reading them one by one: a start asks only whether they are the ones that were applied before.
final class MigrationFiles {
    private static final String CLASSPATH = "classpath:";

    private MigrationFiles() {}

    /// Empty if they do not lie in a folder or jar of the class path.
    static Optional<String> digest(String location) {
        @Nullable URL folder =
                location.startsWith(CLASSPATH)
                        ? MigrationFiles.class
                                .getClassLoader()
                                .getResource(location.substring(CLASSPATH.length()))
                        : null;
        if (folder == null) {
            return Optional.empty();
        }
        try {
            return switch (folder.getProtocol()) {
                case "jar" -> Optional.of(digest(packed(folder)));
                case "file" -> Optional.of(digest(unpacked(folder.toURI())));
                default -> Optional.empty();
            };
        } catch (IOException | URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String digest(List<String> files) {
        return Bytes.sha256Hex(String.join("\n", files));
    }

    /// The jar's directory holds the checksums already.
    private static List<String> packed(URL folder) throws IOException {
        JarURLConnection connection = (JarURLConnection) folder.openConnection();
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            String prefix = connection.getEntryName();
            return jar.stream()
                    .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
                    .map(entry -> name(entry.getName()) + " " + entry.getCrc())
                    .sorted()
                    .toList();
        }
    }

    private static List<String> unpacked(URI folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> name(file.toString()) + " " + checksum(file))
                    .sorted()
                    .toList();
        }
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static long checksum(Path file) {
        CRC32 checksum = new CRC32();
        try {
            checksum.update(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return checksum.getValue();
    }
}
