package org.kocmoc;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.Closer;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.files.FileArchive;
import org.kocmoc.legacy.LegacyImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Copies everything of the replaced backend into an empty database here.
@Command(
        name = "import-legacy",
        description =
                "Copies a legacy database and its uploads here; may be repeated until a server has run here.",
        mixinStandardHelpOptions = true)
final class ImportLegacyCommand implements Callable<Integer> {
    private final PrintWriter out;

    @Option(
            names = "--from",
            paramLabel = "URL",
            description =
                    "postgresql://user:password@host:port/database; LEGACY_DATABASE_URL if absent")
    private @Nullable String from;

    @Option(names = "--uploads", required = true, description = "the old server's folder uploads/")
    private Path uploads = Commands.FOLDER;

    ImportLegacyCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        DatabaseSettings source = LegacyAddress.of(from);
        Config config = Commands.configuration();
        try (Closer closer = new Closer()) {
            DatabaseSettings target = Storage.settings(config, closer);
            Database database = closer.add(new Database(target.withPoolSize(1)));
            LegacyImport.Report report =
                    new LegacyImport(
                                    source,
                                    target,
                                    new FileArchive(database, Content.fileSettings(config)))
                            .run(Commands.FOLDER.resolve(uploads));
            out.printf("%-20s %12s %12s%n", "table", "there", "here");
            report.there()
                    .forEach(
                            (table, rows) ->
                                    out.printf(
                                            "%-20s %12d %12d%n",
                                            table, rows, report.here().get(table)));
            out.println("Files copied by this run: " + report.copied());
            report.notes().forEach(note -> out.println("  " + note));
            out.println(
                    report.isComplete()
                            ? "Everything came. Start the server when the old one is stopped."
                            : "ROWS ARE MISSING: do not start the server.");
            return report.isComplete() ? 0 : 1;
        }
    }
}
