package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is written about the code names what is there.
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SERVER = ROOT.resolve("server/src/main/java/org/kocmoc");
    private static final Path DECISIONS = ROOT.resolve("docs/decisions");
    private static final List<String> MODULES =
            List.of("server", "client", "ratchet", "prove", "bench");

    /// A link to a type of the same package, or to a member of one.
    private static final Pattern BARE_LINK = Pattern.compile("\\[([A-Z]\\w*)(?:[.#]\\w+)*](?!\\()");

    private static final Pattern PAGE = Pattern.compile("\\d{4}-[a-z0-9-]+\\.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| \\[(\\d{4})]\\(([^)]+)\\) \\| (.+) \\|$");
    private static final Pattern ROUTE =
            Pattern.compile("\\bRoute\\.(get|post|put|patch|delete|upload)\\(");

    private static List<Path> files(Path root, String ending) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> contracts() {
        return MODULES.stream()
                .map(module -> ROOT.resolve(module).resolve("src/main/java"))
                .flatMap(root -> files(root, "package-info.java").stream())
                .toList();
    }

    @Test
    void contractsOfPackagesNameTypesThatThePackageHas() {
        TreeSet<String> missing = new TreeSet<>();
        for (Path contract : contracts()) {
            BARE_LINK
                    .matcher(text(contract))
                    .results()
                    .map(link -> contract.resolveSibling(link.group(1) + ".java"))
                    .filter(type -> !Files.exists(type))
                    .forEach(type -> missing.add(type.toString()));
        }
        assertThat(missing).isEmpty();
    }

    /// [ArchitectureTest] says it, and says it rightly.
    @Test
    void contractsOfPackagesDoNotRepeatWhatAPackageMayImport() {
        assertThat(contracts())
                .allSatisfy(file -> assertThat(text(file)).doesNotContain("May import"));
    }

    @Test
    void decisionsHaveOneNumberInTheirNameTheirHeadAndTheTable() {
        Map<String, String> heads = new TreeMap<>();
        files(DECISIONS, ".md").stream()
                .filter(file -> PAGE.matcher(file.getFileName().toString()).matches())
                .forEach(
                        file ->
                                heads.put(
                                        file.getFileName().toString(),
                                        text(file).lines().findFirst().orElse("")));
        Map<String, String> rows = new TreeMap<>();
        ROW.matcher(text(DECISIONS.resolve("README.md")))
                .results()
                .forEach(
                        row -> {
                            assertThat(row.group(2)).startsWith(row.group(1) + "-");
                            rows.put(row.group(2), "# " + row.group(1) + " " + row.group(3));
                        });
        assertThat(heads).isEqualTo(rows).isNotEmpty();
    }

    @Test
    void theBlueprintNamesEveryPackageThatHasRoutes() {
        TreeSet<String> packages = new TreeSet<>();
        files(SERVER, ".java").stream()
                .filter(file -> ROUTE.matcher(text(file)).find())
                .forEach(file -> packages.add("`" + SERVER.relativize(file).getName(0) + "`"));
        assertThat(text(ROOT.resolve("docs/api/service-blueprint.md"))).contains(packages);
    }

    /// The Russian one names the Russian page where there is one.
    @Test
    void bothReadmesNameEveryPage() {
        String english = text(ROOT.resolve("README.md"));
        String russian = text(ROOT.resolve("README.ru.md"));
        for (Path page : files(ROOT.resolve("docs"), ".md")) {
            String name = ROOT.relativize(page).toString();
            boolean isPage = name.indexOf('/') == name.lastIndexOf('/');
            boolean isRussian = name.endsWith(".ru.md");
            if (isPage && !isRussian) {
                assertThat(english).contains("(" + name + ")");
                Path twin =
                        page.resolveSibling(page.getFileName().toString().replace(".md", ".ru.md"));
                assertThat(russian)
                        .contains("(" + (Files.exists(twin) ? ROOT.relativize(twin) : name) + ")");
            }
        }
    }
}
