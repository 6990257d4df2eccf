package org.kocmoc;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.kocmoc.backup.BackupException;
import org.kocmoc.base.Closer;
import org.kocmoc.blobs.StoreOwner;
import org.kocmoc.blobs.StraySweep;
import org.kocmoc.config.Config;
import org.kocmoc.config.ConfigException;
import org.kocmoc.config.ConfigLoader;
import org.kocmoc.config.Setting;
import org.kocmoc.config.Sources;
import org.kocmoc.db.Database;
import org.kocmoc.db.Migrations;
import org.kocmoc.db.SchemaException;
import org.kocmoc.doctor.Doctor;
import org.kocmoc.files.FileArchive;
import org.kocmoc.legacy.LegacyException;
import org.kocmoc.vault.UnknownMasterKeyException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The command line of the server's jar. Exit status: 0 done, 1 failed, 2 wrong usage or
/// configuration, 3 a backup that lacks files.
@Command(
        name = "kocmoc",
        description = "A self-hosted messenger.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class Commands {
    /// The folder that relative paths and `.env` belong to.
    static final Path FOLDER = Path.of("").toAbsolutePath();

    private static final int BAD_CONFIGURATION = 2;

    /// Reads an option that is a time of at least one second. Stateless.
    static final class Seconds implements ITypeConverter<Duration> {
        /// Three months; nothing that a command does takes longer.
        private static final int MOST = 8_000_000;

        @Override
        public Duration convert(String value) {
            try {
                int seconds = Integer.parseInt(value);
                if (seconds >= 1 && seconds <= MOST) {
                    return Duration.ofSeconds(seconds);
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new TypeConversionException(
                    "'%s' is not a whole number of seconds from 1 to %d".formatted(value, MOST));
        }
    }

    private final PrintWriter out;

    private Commands(PrintWriter out) {
        this.out = out;
    }

    /// Runs one command and returns its exit status.
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        if (List.of(arguments).equals(List.of("start"))) {
            return start(out, err);
        }
        return new CommandLine(new Commands(out))
                .addSubcommand(new StartCommand(out))
                .addSubcommand(new DrainCommand(out))
                .addSubcommand(new AdminCommand(out))
                .addSubcommand(new RotateKeyCommand(out))
                .addSubcommand(new BackupCommand(out))
                .addSubcommand(new RestoreCommand(out))
                .addSubcommand(new ImportLegacyCommand(out))
                .addSubcommand(new ExportLegacyCommand(out))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line.getErr()))
                .execute(arguments);
    }

    /// What servers are started with needs no reading: making all commands would be a tenth of the
    /// start.
    private static int start(PrintWriter out, PrintWriter err) {
        try {
            return new StartCommand(out).call();
        } catch (RuntimeException | InterruptedException e) {
            return failed(e, err);
        }
    }

    /// What an operator can mend is said in plain words; everything else is a bug and shows where.
    private static int failed(Exception failure, PrintWriter err) {
        if (failure instanceof ConfigException bad) {
            bad.problems().forEach(err::println);
            return BAD_CONFIGURATION;
        }
        if (failure instanceof SchemaException
                || failure instanceof StartException
                || failure instanceof BackupException
                || failure instanceof LegacyException
                || failure instanceof UnknownMasterKeyException) {
            err.println(failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
        return 1;
    }

    static Config configuration() {
        return ConfigLoader.load(sources(), FOLDER);
    }

    static Config configurationForRestore() {
        return ConfigLoader.loadForRestore(sources(), FOLDER);
    }

    static Sources sources() {
        return Sources.of(System.getenv(), FOLDER);
    }

    @Command(
            name = "config",
            mixinStandardHelpOptions = true,
            description = "Shows the effective configuration and where each value comes from.")
    int config() {
        Sources sources = sources();
        for (Setting setting : Setting.values()) {
            var value = sources.value(setting);
            out.printf(
                    "%-34s %-28s %-12s %s%n",
                    setting,
                    value.map(v -> setting.isSecret() ? "***" : v.text()).orElse("-"),
                    value.map(Sources.Value::origin).orElse("absent"),
                    setting.meaning());
        }
        ConfigLoader.load(sources, FOLDER);
        return 0;
    }

    @Command(
            name = "doctor",
            mixinStandardHelpOptions = true,
            description = "Checks the installation and says what to do about each finding.")
    int doctor() {
        Config config = configuration();
        try (Closer closer = new Closer()) {
            Doctor doctor =
                    new Doctor(
                            config,
                            Clock.systemUTC(),
                            () -> Storage.connectIfThere(config, closer));
            return doctor.examine(out) ? 0 : 1;
        }
    }

    @Command(
            name = "claim-files",
            mixinStandardHelpOptions = true,
            description =
                    "Says that the file store belongs to this database, if the server does not see it by itself.")
    int claimFiles(
            @Option(names = "--yes", description = "does it, instead of only looking")
                    boolean decided)
            throws IOException {
        Config config = configuration();
        try (Closer closer = new Closer()) {
            Database database =
                    closer.add(new Database(Storage.beside(config, closer).withPoolSize(1)));
            FileArchive files = new FileArchive(database, Content.fileSettings(config));
            StoreOwner owner = files.owner(Clock.systemUTC());
            StraySweep.Count count = files.count(Clock.systemUTC());
            out.printf(
                    "The file store holds %d files; %d of them are unknown to this database.%n",
                    count.blobs(), count.strays());
            out.println(
                    switch (owner.standing()) {
                        case OURS -> "It is marked as this database's.";
                        case UNMARKED -> "It has no mark.";
                        case FOREIGN -> "It is not marked as this database's.";
                    });
            if (decided) {
                owner.claim(count.strays());
                out.println(
                        "It is this database's now. Unknown files go a week after a server has first seen them.");
            } else {
                out.println(
                        "If no other installation uses it, and this is the right database: ./kocmoc claim-files --yes");
            }
            return 0;
        }
    }

    @Command(
            name = "migrate",
            mixinStandardHelpOptions = true,
            description = "Brings the database up to date without starting the server.")
    int migrate() {
        Config config = configuration();
        try (Closer closer = new Closer()) {
            int applied = new Migrations(Storage.beside(config, closer)).migrate();
            out.println(
                    applied == 0
                            ? "The database is up to date."
                            : "Applied migrations: " + applied + ".");
            return 0;
        }
    }

    @Command(
            name = "upgrade",
            mixinStandardHelpOptions = true,
            description =
                    "Brings the database to this release; --dry-run only says what it would do.")
    int upgrade(@Option(names = "--dry-run", description = "changes nothing") boolean dryRun) {
        Config config = configuration();
        if (config.database().isEmpty() && !Files.exists(config.data().resolve("pg"))) {
            out.println("There is no database yet; the first start makes it.");
            return 0;
        }
        try (Closer closer = new Closer()) {
            Migrations migrations = new Migrations(Storage.beside(config, closer));
            Migrations.Plan plan = migrations.plan();
            tell(plan, dryRun);
            if (!dryRun && !plan.pending().isEmpty()) {
                out.println("Applied migrations: " + migrations.migrate() + ".");
            }
            return 0;
        }
    }

    private void tell(Migrations.Plan plan, boolean dryRun) {
        String there =
                plan.legacy()
                        ? "the replaced server's schema"
                        : plan.version() == 0
                                ? "no schema yet"
                                : "schema version " + plan.version();
        out.printf("The database has %s; this release knows %d.%n", there, plan.newest());
        if (plan.version() > plan.newest()) {
            out.println("It is newer, and says that this release may still use it.");
        }
        if (plan.pending().isEmpty()) {
            out.println("Nothing is to be done.");
            return;
        }
        out.println(dryRun ? "To be applied, in one transaction:" : "Applying in one transaction:");
        plan.pending().forEach(one -> out.println("  " + one));
        if (dryRun) {
            out.println(
                    "Before: ./kocmoc backup. To try it on a copy: ./kocmoc restore --verify FILE");
        }
    }
}
