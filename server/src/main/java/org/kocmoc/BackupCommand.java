package org.kocmoc;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kocmoc.backup.Backup;
import org.kocmoc.backup.BackupException;
import org.kocmoc.backup.Summary;
import org.kocmoc.base.Closer;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;
import org.kocmoc.files.FileArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Backs everything up beside a running server or without one. The file appears under its name when
/// it is complete and on the disk.
@Command(
        name = "backup",
        description = "Writes everything that the server keeps into one encrypted file.",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    /// Exit status of a backup, or of trying one, that lacks files.
    static final int NOT_WHOLE = 3;

    private static final String STANDARD_OUTPUT = "-";

    /// Reading pages and snapshots takes turns.
    private static final int CONNECTIONS = 2;

    private final PrintWriter out;
    private final InstantSource clock = Clock.systemUTC();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "- for standard output; a name with the time by default")
    private @Nullable String output;

    @Option(
            names = "--snapshot-seconds",
            defaultValue = "8",
            converter = Commands.Seconds.class,
            description = "how long the one snapshot may last (default ${DEFAULT-VALUE})")
    private Duration snapshot = Duration.ofSeconds(8);

    @Option(
            names = "--accept-problems",
            paramLabel = "COUNT",
            defaultValue = "0",
            description =
                    "so many files may be missing or damaged here; with more the exit status is 3 and no earlier backup is replaced")
    private int acceptedProblems;

    @Mixin private final PassphraseOption passphrase = new PassphraseOption();

    BackupCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        Config config = Commands.configuration();
        Secret secret = passphrase.read(true);
        try (Closer closer = new Closer()) {
            Database database =
                    closer.add(
                            new Database(Storage.beside(config, closer).withPoolSize(CONNECTIONS)));
            Files.createDirectories(config.data());
            Backup backup =
                    new Backup(
                            new Backup.Source(
                                    database,
                                    new FileArchive(database, Content.fileSettings(config)),
                                    Secrets.forBackup(config),
                                    config.data()),
                            snapshot,
                            clock);
            boolean whole =
                    STANDARD_OUTPUT.equals(output)
                            ? toStandardOutput(backup, secret)
                            : toFile(backup, secret);
            if (whole) {
                backup.note();
            }
            return whole ? 0 : NOT_WHOLE;
        } catch (UncheckedIOException | IOException e) {
            throw new BackupException("The backup could not be written: " + e.getMessage(), e);
        }
    }

    private boolean toStandardOutput(Backup backup, Secret secret) throws IOException {
        // What is logged must not get into the backup.
        System.setOut(System.err);
        // Not System.out, which keeps to itself that a disk is full or nobody reads any more.
        OutputStream stream =
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 20);
        Summary summary = backup.write(stream, secret);
        stream.flush();
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return report(err, "standard output", summary);
    }

    /// One that lacks files does not take the place of an earlier one.
    private boolean toFile(Backup backup, Secret secret) throws IOException {
        String name = output == null ? "kocmoc-" + time() + ".backup" : output;
        Path target = Commands.FOLDER.resolve(name);
        Path half = Path.of(target + ".part");
        try {
            Summary summary;
            try (FileOutputStream file = new FileOutputStream(half.toFile())) {
                OutputStream buffered = new BufferedOutputStream(file, 1 << 20);
                summary = backup.write(buffered, secret);
                buffered.flush();
                file.getFD().sync();
            }
            boolean mayReplace = summary.isWhole(acceptedProblems) || Files.notExists(target);
            Path place = mayReplace ? target : Path.of(target + ".incomplete");
            Files.move(half, place, StandardCopyOption.ATOMIC_MOVE);
            return report(out, place.toString(), summary);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private String time() {
        return clock.instant().toString().substring(0, 19).replace(":", "").replace("-", "");
    }

    private boolean report(PrintWriter to, String where, Summary summary) {
        to.printf(
                "Backed up: %d rows, %d files (%d MiB) → %s%n",
                summary.allRows(), summary.files(), summary.bytes() >> 20, where);
        summary.problems().forEach(problem -> to.println("  at the source, " + problem));
        boolean whole = summary.isWhole(acceptedProblems);
        if (!whole) {
            to.printf(
                    "NOT WHOLE: %1$d files are missing or damaged at the source. If they are lost for good: --accept-problems %1$d%n",
                    summary.problems().size());
        }
        to.println(
                "Try it now and then: restore --verify FILE. Without the passphrase it is lost.");
        to.flush();
        return whole;
    }
}
