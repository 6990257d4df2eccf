package org.kocmoc;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Closer;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.files.FileArchive;
import org.kocmoc.legacy.LegacyExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Writes what the replaced backend runs on: the way back.
@Command(
        name = "export-legacy",
        description = "Writes an empty database and a folder that the old backend runs on.",
        mixinStandardHelpOptions = true)
final class ExportLegacyCommand implements Callable<Integer> {
    private final PrintWriter out;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description =
                    "postgresql://user:password@host:port/database, empty; LEGACY_DATABASE_URL if absent")
    private @Nullable String to;

    @Option(names = "--uploads", required = true, description = "the folder uploads/ to fill")
    private Path uploads = Commands.FOLDER;

    @Option(
            names = "--passwords",
            required = true,
            description =
                    "file to make for new passwords of those whose own the old backend cannot check")
    private Path passwords = Commands.FOLDER;

    ExportLegacyCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        DatabaseSettings target = LegacyAddress.of(to);
        Config config = Commands.configuration();
        try (Closer closer = new Closer();
                PasswordFile file = PasswordFile.create(Commands.FOLDER.resolve(passwords))) {
            DatabaseSettings source = Storage.beside(config, closer);
            Database database = Storage.open(source.withPoolSize(2), closer);
            Bodies bodies = new Bodies(database, Secrets.load(config).vault(), false);
            LegacyExport.Report report =
                    new LegacyExport(
                                    source,
                                    target,
                                    new FileArchive(database, Content.fileSettings(config)),
                                    bodies)
                            .run(Commands.FOLDER.resolve(uploads), file::keep);
            report.rows().forEach((table, rows) -> out.printf("%-20s %12d%n", table, rows));
            out.println("Files: " + report.files());
            report.notes().forEach(note -> out.println("  " + note));
            out.println("New passwords: " + report.passwords().size() + " → " + passwords);
            return 0;
        }
    }

    /// The file of new passwords, which nobody can read anywhere else: there before anything is
    /// exported, on the disk before the export counts, and gone if nothing was written to it.
    private static final class PasswordFile implements AutoCloseable {
        private final Path path;
        private final FileChannel file;
        private boolean kept;

        private PasswordFile(Path path, FileChannel file) {
            this.path = path;
            this.file = file;
        }

        static PasswordFile create(Path path) {
            try {
                return new PasswordFile(
                        path,
                        FileChannel.open(
                                path,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------"))));
            } catch (FileAlreadyExistsException e) {
                throw new StartException(
                        path
                                + " is there already, perhaps with the passwords of an earlier export: move it away.",
                        e);
            } catch (IOException e) {
                throw refused(path, e);
            }
        }

        void keep(Map<String, String> passwords) {
            String lines =
                    passwords.entrySet().stream()
                            .map(entry -> entry.getKey() + "\t" + entry.getValue() + "\n")
                            .collect(Collectors.joining());
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            try {
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
                kept = true;
            } catch (IOException e) {
                throw refused(path, e);
            }
        }

        private static StartException refused(Path path, IOException e) {
            return new StartException(
                    "The new passwords cannot be written to "
                            + path
                            + ", so nothing was exported: "
                            + e,
                    e);
        }

        @Override
        public void close() throws IOException {
            file.close();
            if (!kept) {
                Files.deleteIfExists(path);
            }
        }
    }
}
