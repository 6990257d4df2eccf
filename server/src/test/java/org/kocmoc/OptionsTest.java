package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the command line says before it does anything.
class OptionsTest {
    private record Outcome(int status, String out, String err) {}

    @TempDir Path folder;

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Commands.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Outcome(status, out.toString(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "drain",
                "config",
                "doctor",
                "migrate",
                "upgrade",
                "admin",
                "admin create",
                "admin reset",
                "rotate-key",
                "claim-files",
                "backup",
                "restore",
                "import-legacy",
                "export-legacy"
            })
    void everyCommandExplainsItself(String command) {
        Outcome outcome = run((command + " --help").split(" "));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("Usage: kocmoc " + command);
        assertThat(outcome.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup --snapshot-seconds 0",
                "backup --snapshot-seconds=-1",
                "backup --snapshot-seconds 99999999999",
                "backup --snapshot-seconds soon",
                "drain --seconds 0"
            })
    void timesThatAreNoneAreWrongUsage(String line) {
        Outcome outcome = run(line.split(" "));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("is not a whole number of seconds from 1")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nofile", "."})
    void aBackupThatIsNotThereIsToldInPlainWords(String name) {
        Path file = folder.resolve(name);

        Outcome outcome = run("restore", "--verify", file.toString());

        assertThat(outcome.err()).contains("There is no backup " + file).doesNotContain("\tat ");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void serversThatShareAFolderAndAPortAreToldApartByTheirHosts() throws Exception {
        var here = DrainCommand.ProcessFile.of(folder, "kocmoc-1", 3000);
        var there = DrainCommand.ProcessFile.of(folder, "kocmoc-2", 3000);

        here.write();

        assertThat(here.process()).isEqualTo(Optional.of(ProcessHandle.current()));
        assertThat(there.process()).isEmpty();
        there.remove();
        assertThat(here.process()).isPresent();
        // As servers wrote it that did not name their host.
        Files.move(here.file(), here.former());
        assertThat(there.process()).isEqualTo(Optional.of(ProcessHandle.current()));
    }
}
