package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Coverage-guided fuzzing of every decoder with Jazzer, and all inputs it once found to reach new
/// code, again.
///
/// `-Dfuzz.seconds=N` is the time for each decoder (1; 0 leaves Jazzer out), `-Dfuzz.keep=true`
/// adds what was found to `src/test/resources/fuzz`.
final class FuzzTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 1);
    private static final boolean KEEP = Boolean.getBoolean("fuzz.keep");
    private static final Path CORPUS = Path.of("src/test/resources/fuzz");
    private static final int MAX_KEPT_BYTES = 4_096;

    @TempDir private Path folder;

    static Stream<FuzzTarget> targets() {
        return new FuzzCorpus().targets().stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    @DisplayName("Nothing kept from earlier runs makes a decoder do anything but accept or refuse")
    void keptInputs(FuzzTarget target) throws IOException {
        // Not all: some of the valid ones have been received before.
        assertThat(target.corpus()).as("valid inputs of %s", target).anyMatch(target::accepts);
        List<byte[]> kept = kept(target);
        long accepted = kept.stream().filter(target::accepts).count();
        System.out.printf(
                "fuzz %s: %d kept inputs again, %d accepted%n", target, kept.size(), accepted);
        assertThat(kept).as("kept inputs of %s", target).isNotEmpty();
    }

    static Stream<FuzzTarget> fuzzed() {
        return SECONDS > 0 ? targets() : Stream.of();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("fuzzed")
    @DisplayName("Jazzer finds no input that makes a decoder do anything but accept or refuse")
    void newInputs(FuzzTarget target) throws Exception {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        List<byte[]> seeds = new ArrayList<>(target.corpus());
        seeds.addAll(kept(target));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Jazzer.Report report = new Jazzer(folder).fuzz(target, corpus, SECONDS);
        System.out.printf("fuzz %s: %s%n", target, report);
        assertThat(report.inputs()).as(report.log()).isGreaterThan(seeds.size());
        if (KEEP) {
            Path merged = Files.createDirectory(folder.resolve("merged"));
            new Jazzer(folder).merge(target, corpus, merged);
            keep(target, merged);
        }
    }

    private static List<byte[]> kept(FuzzTarget target) throws IOException {
        Path file = file(target);
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream().map(line -> Bytes.ofHex(line).toArray()).toList();
    }

    private static void keep(FuzzTarget target, Path merged) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> inputs = Files.list(merged)) {
            for (Path input : inputs.toList()) {
                byte[] bytes = Files.readAllBytes(input);
                if (bytes.length <= MAX_KEPT_BYTES) {
                    lines.add(Bytes.of(bytes).hex());
                }
            }
        }
        Files.createDirectories(CORPUS);
        Files.write(file(target), lines.stream().sorted().toList());
    }

    private static Path file(FuzzTarget target) {
        return CORPUS.resolve(target.slug() + ".txt");
    }
}
