package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs Jazzer in a process of its own, because it instruments the whole of it.
final class Jazzer {
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
    private static final Pattern STATUS = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");

    private final Path folder;

    Jazzer(Path folder) {
        this.folder = folder;
    }

    /// What one run did.
    ///
    /// @param edges branches of the library that were reached
    record Report(long inputs, long seconds, long edges, long corpus, String log) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d inputs in %d s, %d edges reached, corpus of %d",
                    inputs,
                    seconds,
                    edges,
                    corpus);
        }
    }

    /// Fuzzes for a time. Fails with Jazzer's output if something was found.
    Report fuzz(FuzzTarget target, Path corpus, int seconds) throws Exception {
        String log = run(target, List.of("-max_total_time=" + seconds, corpus.toString()));
        Matcher done = DONE.matcher(log);
        assertThat(done.find()).as("%s was not fuzzed to the end: %s", target, log).isTrue();
        long edges = 0;
        long entries = 0;
        Matcher status = STATUS.matcher(log);
        while (status.find()) {
            edges = Long.parseLong(status.group(1));
            entries = Long.parseLong(status.group(3));
        }
        return new Report(
                Long.parseLong(done.group(1)), Long.parseLong(done.group(2)), edges, entries, log);
    }

    /// Reduces a corpus to inputs that reach different code.
    void merge(FuzzTarget target, Path from, Path to) throws Exception {
        run(target, List.of("-merge=1", to.toString(), from.toString()));
    }

    private String run(FuzzTarget target, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        classPath(),
                        com.code_intelligence.jazzer.Jazzer.class.getName(),
                        "--target_class=" + FuzzEntry.class.getName(),
                        "--target_args=" + target.slug(),
                        "--instrumentation_includes=org.kocmoc.ratchet.**",
                        "--instrumentation_excludes=org.kocmoc.ratchet.Fuzz*",
                        "-artifact_prefix=" + folder + File.separator,
                        // Seconds for one input, far above what any takes on a busy machine.
                        "-timeout=10"));
        command.addAll(arguments);
        Path log = folder.resolve("log");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            int status = process.waitFor();
            String text = Files.readString(log);
            assertThat(status).as("Jazzer on %s: %s", target, text).isZero();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String classPath() throws URISyntaxException {
        List<String> entries = new ArrayList<>(List.of(absolute("target/test-classes")));
        for (Class<?> type :
                List.of(
                        Ratchet.class,
                        com.code_intelligence.jazzer.Jazzer.class,
                        com.code_intelligence.jazzer.api.FuzzedDataProvider.class,
                        org.assertj.core.api.Assertions.class,
                        org.jspecify.annotations.Nullable.class)) {
            entries.add(
                    Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                            .toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().toString();
    }
}
