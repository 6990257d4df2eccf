package org.kocmoc.db;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The programs of PostgreSQL (`initdb`, `pg_ctl`, `postgres`) on disk, unpacked once from the
/// archive for this platform that comes with the server.
final class PostgresBinaries {
    private static final int EXECUTABLE = 0100;

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    /// Unpacks this platform's archive from the class path into a folder of `cache` that is named
    /// after the archive's size, unless it is there already.
    static PostgresBinaries of(Path cache) throws IOException {
        String name = "postgres-" + platform() + ".txz";
        URL archive = PostgresBinaries.class.getResource("/" + name);
        if (archive == null) {
            throw new IOException(
                    "No PostgreSQL for this platform ("
                            + name
                            + "). Set PG_HOST and PG_PASSWORD to use one of your own.");
        }
        URLConnection connection = archive.openConnection();
        Path home = cache.resolve("pg-bin-" + connection.getContentLengthLong());
        PostgresBinaries binaries = unpack(connection::getInputStream, home);
        try (Stream<Path> entries = Files.list(cache)) {
            for (Path other : entries.filter(p -> isOutdated(p, home)).toList()) {
                deleteTree(other);
            }
        }
        return binaries;
    }

    /// Unpacks into `home`, unless it exists. Never leaves half of it there.
    static PostgresBinaries unpack(Archive archive, Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            Path half =
                    home.resolveSibling(home.getFileName() + "." + ProcessHandle.current().pid());
            Files.createDirectories(half);
            try (var stream = archive.open()) {
                Unpacking.run(stream, half);
                Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                if (!Files.isDirectory(home)) {
                    throw e;
                }
                // Another process was faster.
            } finally {
                deleteTree(half);
            }
        }
        return new PostgresBinaries(home);
    }

    /// Finds them when they are needed.
    interface Source {
        PostgresBinaries get() throws IOException;
    }

    /// Where the compressed archive comes from.
    interface Archive {
        InputStream open() throws IOException;
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /// What stands in `PG_VERSION` of a data directory that these programs can serve.
    int major() throws IOException {
        String version =
                PostgresCommand.run(
                        new ProcessBuilder(program("postgres").toString(), "--version"));
        return Integer.parseInt(version.replaceFirst("(?s)^\\D*(\\d+).*$", "$1"));
    }

    static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> paths = Files.walk(root)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static boolean isOutdated(Path path, Path home) {
        return path.getFileName().toString().matches("pg-bin-\\d+") && !path.equals(home);
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        return (os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "darwin" : "linux")
                + (arch.equals("aarch64") ? "-arm_64" : "-x86_64");
    }

    /// Apart, so that a JVM which only looks whether they are there loads no class of the XZ
    /// library: its jar is sealed, and a JVM whose cache holds some classes of a sealed package
    /// refuses the others.
    private static final class Unpacking {
        static void run(InputStream archive, Path target) throws IOException {
            untar(new TarArchiveInputStream(new XZInputStream(archive)), target);
        }

        private static void untar(TarArchiveInputStream tar, Path target) throws IOException {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("Entry outside of the archive: " + entry.getName());
                }
                Files.createDirectories(entry.isDirectory() ? path : path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (!entry.isDirectory()) {
                    Files.copy(tar, path);
                    if ((entry.getMode() & EXECUTABLE) != 0) {
                        makeExecutable(path);
                    }
                }
            }
        }

        private static void makeExecutable(Path path) throws IOException {
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Set<PosixFilePermission> all = EnumSet.copyOf(Files.getPosixFilePermissions(path));
                all.addAll(
                        Set.of(
                                PosixFilePermission.OWNER_EXECUTE,
                                PosixFilePermission.GROUP_EXECUTE,
                                PosixFilePermission.OTHERS_EXECUTE));
                Files.setPosixFilePermissions(path, all);
            }
        }
    }
}
