package org.kocmoc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.kocmoc.backup.BackupException;
import org.kocmoc.backup.BackupSecrets;
import org.kocmoc.backup.Restore;
import org.kocmoc.base.Closer;
import org.kocmoc.base.Secret;
import org.kocmoc.blobs.StoreOwner;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.LocalPostgres;
import org.kocmoc.files.FileArchive;
import org.kocmoc.vault.MasterKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Restores a backup, or tries whether it could be: into a PostgreSQL that is thrown away
/// afterwards.
@Command(
        name = "restore",
        description = "Puts a backup into an empty database and the data folder.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    private final PrintWriter out;

    @Parameters(paramLabel = "FILE", description = "the backup; - for standard input")
    private String file = STANDARD_INPUT;

    @Option(
            names = "--verify",
            description = "only tries it, in a database of its own; nothing of yours is touched")
    private boolean verify;

    @Option(
            names = "--accept-problems",
            paramLabel = "COUNT",
            defaultValue = "0",
            description =
                    "with --verify: so many files may have been missing or damaged when it was made; with more the exit status is 3")
    private int acceptedProblems;

    @Option(
            names = "--sign-everybody-out",
            description = "keeps a JWT_SECRET that is not the backup's")
    private boolean signsOut;

    @Mixin private final PassphraseOption passphrase = new PassphraseOption();

    RestoreCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        try (InputStream backup = new BufferedInputStream(open(), 1 << 20)) {
            Secret secret = passphrase.read(false);
            Config config = Commands.configurationForRestore();
            if (verify) {
                return verify(config.data(), backup, secret);
            }
            restore(config, backup, secret);
            return 0;
        }
    }

    private InputStream open() {
        if (file.equals(STANDARD_INPUT)) {
            return System.in;
        }
        Path path = Commands.FOLDER.resolve(file);
        if (Files.notExists(path) || Files.isDirectory(path)) {
            throw new BackupException("There is no backup " + path + ".");
        }
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw new BackupException("The backup cannot be read: " + e.getMessage(), e);
        }
    }

    private void restore(Config config, InputStream backup, Secret secret) throws IOException {
        try (Closer closer = new Closer()) {
            DatabaseSettings settings = Storage.settings(config, closer);
            Database database = closer.add(new Database(settings.withPoolSize(2)));
            RestoredSecrets secrets = new RestoredSecrets(config, signsOut);
            FileArchive files = new FileArchive(database, Content.fileSettings(config));
            StoreOwner owner = files.owner(Clock.systemUTC());
            boolean isNewStore = owner.isOfNobody();
            Restore.Outcome outcome =
                    new Restore(
                                    new Restore.Target(settings, files::put, secrets),
                                    Clock.systemUTC())
                            .read(backup, secret);
            secrets.vaultToRotate()
                    .ifPresent(
                            vault -> {
                                new KeyRotation(database, vault).run();
                                secrets.rotated();
                            });
            report(outcome);
            if (isNewStore) {
                owner.claim(0);
            } else {
                out.println(
                        "The file store was not empty. Until you say that it is this installation's alone, no file is removed from it: ./kocmoc claim-files");
            }
            tell(secrets.toHandOut());
            out.println("Restored. Start the server; clients load anew by themselves.");
        }
    }

    private void tell(Map<String, Path> secrets) {
        if (!secrets.isEmpty()) {
            out.println(
                    "The backup's secrets are kept in these files. Before a server starts, put them into its environment or .env; every server of this database needs the same:");
            secrets.forEach((name, file) -> out.println("  " + name + ": " + file));
        }
    }

    /// In the data folder, where programs may be run and there is room for a database: a
    /// container's temporary folder is memory and forbids programs.
    private int verify(Path data, InputStream backup, Secret secret) throws IOException {
        boolean isFirst = Files.notExists(data);
        Files.createDirectories(data);
        Path folder = Files.createTempDirectory(data, "verify-");
        // PostgreSQL may run as another user than this one.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        try (Closer closer = new Closer()) {
            if (isFirst) {
                closer.add(() -> Files.delete(data));
            }
            closer.add(() -> deleteTree(folder));
            DatabaseSettings settings = closer.add(LocalPostgres.start(folder)).settings();
            BackupSecrets[] found = new BackupSecrets[1];
            Restore.Outcome outcome =
                    new Restore(
                                    new Restore.Target(
                                            settings,
                                            (name, content) ->
                                                    content.transferTo(
                                                            OutputStream.nullOutputStream()),
                                            secrets -> found[0] = secrets),
                                    Clock.systemUTC())
                            .read(backup, secret);
            try (Database database = new Database(settings.withPoolSize(2))) {
                // To wrap every key anew, each must open.
                long keys =
                        new KeyRotation(
                                        database,
                                        RestoredSecrets.vault(
                                                MasterKey.generate(), found[0].masters()))
                                .run();
                return judge(outcome, keys);
            }
        }
    }

    private int judge(Restore.Outcome outcome, long keys) {
        report(outcome);
        if (!outcome.summary().isWhole(acceptedProblems)) {
            out.println(
                    "The backup can be restored, but lacks files: they were missing or damaged when it was made.");
            return BackupCommand.NOT_WHOLE;
        }
        out.println("The backup is good: all of it loads, and its " + keys + " keys open.");
        return 0;
    }

    private void report(Restore.Outcome outcome) {
        out.printf(
                "Backup of %s: %d rows, %d files (%d MiB); %d rows came while it was taken and are left out.%n",
                outcome.createdAt(),
                outcome.summary().allRows() - outcome.dropped(),
                outcome.summary().files(),
                outcome.summary().bytes() >> 20,
                outcome.dropped());
        List<String> problems = outcome.summary().problems();
        problems.forEach(problem -> out.println("  at the source, " + problem));
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
