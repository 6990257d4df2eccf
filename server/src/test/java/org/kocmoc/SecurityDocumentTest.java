package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.kocmoc.config.Setting;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.Size;

/// `docs/security.md` promises only what a test shows.
class SecurityDocumentTest {
    private static final Path FILE = Path.of("../docs/security.md");
    private static final int HOLES = 39;
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\| ([^|]*) \\|");
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9]+Test)(?:\\.(\\w+))?`");

    /// Limits and settings are the only names of several words in capitals.
    private static final Pattern BOUND = Pattern.compile("`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`");

    private static final Set<String> TESTS =
            new ClassFileImporter()
                            .withImportOption(new ImportOption.OnlyIncludeTests())
                            .importPackages("org.kocmoc")
                            .stream()
                            .flatMap(type -> type.getMethods().stream())
                            .filter(SecurityDocumentTest::isTest)
                            .map(method -> name(method.getOwner()) + "." + method.getName())
                            .collect(Collectors.toUnmodifiableSet());

    private static boolean isTest(JavaMethod method) {
        return method.isAnnotatedWith(Test.class)
                || method.isAnnotatedWith(ParameterizedTest.class);
    }

    private static String name(JavaClass type) {
        return type.getSimpleName();
    }

    @Test
    void everyHoleIsListedOnceWithATest() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                numbers.add(Integer.valueOf(row.group(1)));
                assertThat(NAME.matcher(row.group(2)).find()).as(line).isTrue();
            }
        }
        assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, HOLES).boxed().toList());
    }

    @Test
    void everyLimitAndSettingThatIsNamedExists() throws IOException {
        Set<String> bounds =
                Stream.<Enum<?>[]>of(Rate.values(), Size.values(), Setting.values())
                        .flatMap(Stream::of)
                        .map(Enum::name)
                        .collect(Collectors.toSet());
        assertThat(BOUND.matcher(Files.readString(FILE)).results().map(name -> name.group(1)))
                .isNotEmpty()
                .isSubsetOf(bounds);
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Matcher names = NAME.matcher(Files.readString(FILE));
        List<String> missing = new ArrayList<>();
        while (names.find()) {
            String wanted = names.group(1) + "." + (names.group(2) == null ? "" : names.group(2));
            boolean found =
                    names.group(2) == null
                            ? TESTS.stream().anyMatch(test -> test.startsWith(wanted))
                            : TESTS.contains(wanted);
            if (!found) {
                missing.add(wanted);
            }
        }
        assertThat(missing).isEmpty();
    }
}
