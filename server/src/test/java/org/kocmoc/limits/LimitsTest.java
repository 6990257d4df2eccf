package org.kocmoc.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tables [Rate] and [Size] against the code that keeps to them.
class LimitsTest {
    private static final Path MAIN = Path.of("src/main/java/org/kocmoc");
    private static final Pattern WORD = Pattern.compile("[A-Z][A-Z0-9_]+");

    /// A row that nothing uses is a promise that nothing keeps.
    @Test
    void everyRowIsUsed() throws IOException {
        Set<Path> tables =
                Set.of(MAIN.resolve("limits/Rate.java"), MAIN.resolve("limits/Size.java"));
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<Path> users =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !tables.contains(file))
                            .toList();
            for (Path file : users) {
                code.append(Files.readString(file));
            }
        }
        Set<String> used =
                WORD.matcher(code).results().map(MatchResult::group).collect(Collectors.toSet());

        assertThat(Stream.of(Rate.values(), Size.values()).flatMap(Stream::of).map(Enum::name))
                .isSubsetOf(used);
    }
}
