package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the sources themselves must be like: short, documented, without leftovers.
class SourceTest {
    private static final List<Path> MAIN = modules("src/main/java/org/kocmoc");
    private static final List<Path> TESTS = modules("src/test/java/org/kocmoc");
    private static final int FILE_LINES = 300;
    private static final int METHOD_LINES = 40;
    private static final int CONSTRUCTOR_PARAMETERS = 7;
    private static final int PACKAGE_FILES = 20;
    private static final int CONTRACT_LINES = 5;

    private static final Pattern LEFTOVER = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");

    private static List<Path> modules(String folder) {
        return Stream.of("server", "ratchet", "client", "prove", "bench")
                .map(module -> Path.of("..", module, folder).toAbsolutePath().normalize())
                .filter(Files::isDirectory)
                .toList();
    }

    private static List<Path> sources(List<Path> roots) {
        return roots.stream().flatMap(root -> sources(root).stream()).toList();
    }

    private static List<Path> sources(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A class or package without `org.kocmoc`; that package itself is nothing.
    private static String name(Path file) {
        Path root = MAIN.stream().filter(file::startsWith).findFirst().orElseThrow();
        return root.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", "");
    }

    @Test
    void filesAreShort() {
        assertThat(sources(MAIN))
                .allSatisfy(
                        file ->
                                assertThat(lines(file))
                                        .as(name(file))
                                        .hasSizeLessThan(FILE_LINES + 1));
    }

    @Test
    void packagesAreSmall() {
        Map<Path, Long> files =
                sources(MAIN).stream()
                        .filter(file -> !file.endsWith("package-info.java"))
                        .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        assertThat(files)
                .allSatisfy(
                        (folder, count) ->
                                assertThat(count)
                                        .as(folder.toString())
                                        .isLessThanOrEqualTo(most(folder)));
    }

    private static int most(Path folder) {
        return RuleExceptions.BIG_PACKAGES.getOrDefault(name(folder), PACKAGE_FILES);
    }

    @Test
    void everyPackageHasAContract() {
        for (Path folder :
                sources(MAIN).stream().map(Path::getParent).collect(Collectors.toSet())) {
            Path info = folder.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(lines(info).stream().filter(line -> line.startsWith("///")))
                    .as(info.toString())
                    .hasSizeGreaterThanOrEqualTo(CONTRACT_LINES);
        }
    }

    @Test
    void nothingIsLeftForLater() {
        for (Path file : Stream.of(MAIN, TESTS).flatMap(all -> sources(all).stream()).toList()) {
            assertThat(lines(file))
                    .as(file.toString())
                    .filteredOn(line -> !line.contains("Pattern.compile"))
                    .noneMatch(line -> LEFTOVER.matcher(line).find());
        }
    }

    @Test
    void methodsAreShortConstructorsSmallAndPublicTypesDocumented() throws IOException {
        Set<String> wrong = new TreeSet<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("--release", "25"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources(MAIN)));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(unit, trees, wrong).scan(unit, null);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final DocTrees trees;
        private final Set<String> wrong;
        private final String file;

        Scanner(CompilationUnitTree unit, DocTrees trees, Set<String> wrong) {
            this.unit = unit;
            this.trees = trees;
            this.wrong = wrong;
            this.file = name(Path.of(unit.getSourceFile().toUri()));
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            boolean top = getCurrentPath().getParentPath().getLeaf() == unit;
            if (top
                    && type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                    && trees.getDocComment(getCurrentPath()) == null) {
                wrong.add(file + " is public and says nothing");
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            String label = file + "." + method.getName();
            if (length(method) > METHOD_LINES) {
                wrong.add(label + " has " + length(method) + " lines");
            }
            if (method.getName().contentEquals("<init>")
                    && method.getParameters().size() > CONSTRUCTOR_PARAMETERS
                    && !isRecord()) {
                wrong.add(file + " takes " + method.getParameters().size() + " parameters");
            }
            return super.visitMethod(method, null);
        }

        private boolean isRecord() {
            return getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
        }

        private long length(MethodTree method) {
            LineMap map = unit.getLineMap();
            var positions = trees.getSourcePositions();
            long from = positions.getStartPosition(unit, method);
            long to = positions.getEndPosition(unit, method);
            return to < 0 ? 0 : map.getLineNumber(to) - map.getLineNumber(from) + 1;
        }
    }
}
