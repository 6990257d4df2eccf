package org.kocmoc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script `kocmoc` up to where it hands over to the jar.
class ScriptTest {
    private record Outcome(int status, String text) {}

    private static final Path SCRIPT = Path.of("../kocmoc").toAbsolutePath().normalize();

    @TempDir Path folder;

    private Outcome run(Path script, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(java.util.List.of(arguments));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), text);
    }

    @Test
    void helpNamesEveryCommand() throws Exception {
        Outcome outcome = run(SCRIPT, "help");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.text())
                .contains(
                        "start",
                        "test",
                        "config",
                        "doctor",
                        "migrate",
                        "admin",
                        "rotate-key",
                        "claim-files",
                        "backup",
                        "restore",
                        "import-legacy",
                        "export-legacy",
                        "bench",
                        "release",
                        "reproduce",
                        "licences",
                        "bom",
                        "docs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "release", "build", "reproduce", "fuzz"})
    void whatHasNoOptionsDoesNotBeginWhenAskedForThem(String command) throws Exception {
        Outcome outcome = run(SCRIPT, command, "--help");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.text()).startsWith("Usage: ./kocmoc COMMAND");
    }

    @Test
    void anUnknownCommandExitsWith2() throws Exception {
        assertThat(run(SCRIPT, "dance").status()).isEqualTo(2);
    }

    @Test
    void aJdkIsFoundFromAnyFolderAndThroughALinkToTheScript() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("kocmoc"), SCRIPT);

        Outcome outcome = run(link, "jdk");

        assertThat(outcome.status()).isZero();
        assertThat(Path.of(outcome.text().strip()).resolve("bin/javac")).isExecutable();
    }

    @Test
    void withoutAFittingJdkItSaysWhatToInstall() throws Exception {
        Path future =
                Files.writeString(
                        folder.resolve("future"),
                        Files.readString(SCRIPT).replace("NEEDED_JDK=25", "NEEDED_JDK=99"));
        Files.setPosixFilePermissions(future, PosixFilePermissions.fromString("rwx------"));

        Outcome outcome = run(future, "jdk");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.text()).contains("needs a JDK 99", "apt install", "dnf", "brew");
    }
}
