package org.kocmoc;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kocmoc.backup.BackupException;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Setting;
import org.kocmoc.config.Sources;
import picocli.CommandLine.Option;

/// Where the passphrase of a backup comes from: a file, the environment or `.env`, or whoever sits
/// there. Never an argument, which other users of the machine can see.
final class PassphraseOption {
    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "file whose first line is the passphrase; else BACKUP_PASSPHRASE")
    private @Nullable Path file;

    /// @param twice for a new one: a slip of the finger would make the backup useless
    Secret read(boolean twice) {
        if (file != null) {
            try {
                return new Secret(Files.readString(file).lines().findFirst().orElse(""));
            } catch (IOException e) {
                throw new BackupException("The passphrase cannot be read from " + file + ".", e);
            }
        }
        String given = System.getenv("BACKUP_PASSPHRASE");
        if (given != null && !given.isEmpty()) {
            return new Secret(given);
        }
        Optional<Sources.Value> written = Commands.sources().given(Setting.BACKUP_PASSPHRASE);
        if (written.isPresent()) {
            return new Secret(written.get().text());
        }
        Console console =
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .orElseThrow(
                                () ->
                                        new BackupException(
                                                "A backup is encrypted: give its passphrase by --passphrase-file or BACKUP_PASSPHRASE."));
        String typed = ask(console, "Passphrase: ");
        if (twice && !typed.equals(ask(console, "Again: "))) {
            throw new BackupException("The two differ.");
        }
        return new Secret(typed);
    }

    private static String ask(Console console, String prompt) {
        char[] typed = console.readPassword("%s", prompt);
        return typed == null ? "" : new String(typed);
    }
}
