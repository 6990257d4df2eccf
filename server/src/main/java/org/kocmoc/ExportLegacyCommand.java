package org.kocmoc;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
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
            description = "file for new passwords of those whose own the old backend cannot check")
    private Path passwords = Commands.FOLDER;

    ExportLegacyCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        DatabaseSettings target = LegacyAddress.of(to);
        Config config = Commands.configuration();
        try (Closer closer = new Closer()) {
            DatabaseSettings source = Storage.beside(config, closer);
            Database database = Storage.open(source.withPoolSize(2), closer);
            Bodies bodies = new Bodies(database, Secrets.load(config).vault(), false);
            LegacyExport.Report report =
                    new LegacyExport(
                                    source,
                                    target,
                                    new FileArchive(database, Content.fileSettings(config)),
                                    bodies)
                            .run(Commands.FOLDER.resolve(uploads));
            report.rows().forEach((table, rows) -> out.printf("%-20s %12d%n", table, rows));
            out.println("Files: " + report.files());
            report.notes().forEach(note -> out.println("  " + note));
            write(Commands.FOLDER.resolve(passwords), report.passwords());
            out.println("New passwords: " + report.passwords().size() + " → " + passwords);
            return 0;
        }
    }

    private static void write(Path file, Map<String, String> passwords) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                passwords.entrySet().stream()
                        .map(entry -> entry.getKey() + "\t" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }
}
