package org.kocmoc;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The order of the packages and who may use what.
class ArchitectureTest {
    private static final String ARCHITECTURE = read(Path.of("../ARCHITECTURE.md"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    // The SDK, which only tests use, has an order of its own.
                    .withImportOption(location -> !location.contains("/client/target/"))
                    .withImportOption(location -> !location.contains("kocmoc-client"))
                    // The tests' own dependency; what the server may import does not name it.
                    .withImportOption(location -> !location.contains("/org/kocmoc/ratchet/"))
                    .importPackages("org.kocmoc");

    /// What any feature may import without having to.
    private static final String PLUMBING = "base wire vault db limits bus jobs log http";

    /// What each package may import of ours; but for the plumbing, it does import it. A package
    /// that is missing here fails the test.
    private static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

    static {
        allow("base", "");
        allow("blobs", "base db");
        allow("wire", "base");
        allow("vault", "base");
        allow("db", "base");
        allow("limits", "base db");
        allow("bus", "base");
        allow("jobs", "db");
        allow("log", "base db bus");
        allow("forms", "base limits");
        allow("images", "limits");
        allow("mail", "base vault db jobs");
        allow("credentials", "base vault limits");
        allow("bodies", "base vault db log");
        allow("terms", "base vault db limits");
        allow("streams", "base wire limits bus log");
        allow("presence", "base db bus log streams");
        allow("http", "base wire limits forms");
        allow("realtime", "base wire db limits bus log http streams presence");
        allow("traces", "base wire db http");
        allow("config", "base vault bus http");
        allow("docs", "base http");
        allow("doctor", "base vault db http config");
        allow("auth", PLUMBING + " credentials");
        allow("account", PLUMBING + " mail credentials auth");
        allow("users", PLUMBING + " presence");
        allow("preferences", PLUMBING + " users");
        allow("chats", PLUMBING + " users");
        allow("invites", PLUMBING + " chats");
        allow("pins", PLUMBING + " chats");
        allow("receipts", PLUMBING + " chats");
        allow("reports", PLUMBING + " users chats");
        allow("marks", PLUMBING + " streams realtime chats");
        allow("drafts", PLUMBING + " bodies chats");
        allow("files", PLUMBING + " blobs forms images");
        allow("stickers", PLUMBING + " files");
        allow("stories", PLUMBING + " files");
        allow("messages", PLUMBING + " bodies terms files chats marks drafts");
        allow("search", PLUMBING + " terms users chats messages");
        allow("sync", PLUMBING + " streams realtime chats marks messages");
        allow("export", PLUMBING + " files messages");
        allow("push", PLUMBING + " marks");
        allow("keys", PLUMBING + " users chats");
        allow("envelopes", PLUMBING + " streams chats keys");
        allow("backups", PLUMBING + " forms keys");
        allow("links", PLUMBING);
        allow("admin", PLUMBING + " auth users messages reports");
        allow("oversight", PLUMBING + " auth admin");
        allow("backup", "base vault db files");
        allow("legacy", "base db bodies files");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void allow(String importer, String imported) {
        MAY_IMPORT.put(importer, imported.isEmpty() ? Set.of() : Set.of(imported.split(" ")));
    }

    private static String packageOf(JavaClass type) {
        return type.getPackageName().replaceFirst("^org\\.kocmoc\\.?", "");
    }

    /// What each package imports of ours; the composition root is left out.
    private static Map<String, Set<String>> imports() {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String from = packageOf(type);
            if (!from.isEmpty()) {
                Set<String> all = imports.computeIfAbsent(from, key -> new TreeSet<>());
                type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filter(target -> target.getPackageName().startsWith("org.kocmoc"))
                        .map(ArchitectureTest::packageOf)
                        .filter(to -> !to.equals(from))
                        .forEach(all::add);
            }
        }
        return imports;
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(MAY_IMPORT).containsOnlyKeys(imports().keySet());
    }

    @Test
    void packagesImportOnlyWhatTheyMay() {
        Set<String> wrong = new TreeSet<>();
        imports()
                .forEach(
                        (from, all) ->
                                all.stream()
                                        .filter(
                                                to ->
                                                        !MAY_IMPORT
                                                                .getOrDefault(from, Set.of())
                                                                .contains(to))
                                        .forEach(to -> wrong.add(from + " → " + to)));
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatAPackageMayImportItDoesImport() {
        Set<String> plumbing = Set.of(PLUMBING.split(" "));
        Map<String, Set<String>> imports = imports();
        Set<String> unused = new TreeSet<>();
        MAY_IMPORT.forEach(
                (from, granted) ->
                        granted.stream()
                                .filter(to -> !imports.getOrDefault(from, Set.of()).contains(to))
                                .filter(
                                        to ->
                                                !granted.containsAll(plumbing)
                                                        || !plumbing.contains(to))
                                .forEach(to -> unused.add(from + " → " + to)));
        assertThat(unused).isEmpty();
    }

    /// The block of ARCHITECTURE.md under "Packages of the server", one line a layer.
    @Test
    void theDrawingShowsEveryPackageBelowWhatItMayImport() {
        Map<String, Integer> line = new HashMap<>();
        List<String> drawing =
                ARCHITECTURE
                        .lines()
                        .dropWhile(text -> !text.equals("```"))
                        .skip(1)
                        .takeWhile(text -> !text.equals("```"))
                        .toList();
        for (int i = 0; i < drawing.size(); i++) {
            for (String name : drawing.get(i).replaceFirst(" {2,}.*", "").split(" · ")) {
                assertThat(line.put(name, i)).as(name).isNull();
            }
        }
        line.remove("org.kocmoc");
        assertThat(line).containsOnlyKeys(MAY_IMPORT.keySet());
        MAY_IMPORT.forEach(
                (from, granted) ->
                        assertThat(granted)
                                .allSatisfy(
                                        to ->
                                                assertThat(line.get(to))
                                                        .as(from + " → " + to)
                                                        .isLessThan(line.get(from))));
    }

    @Test
    void theTableOfPackagesNamesThemAll() {
        String rows =
                ARCHITECTURE
                        .lines()
                        .filter(line -> line.startsWith("|"))
                        .collect(Collectors.joining("\n"));
        assertThat(MAY_IMPORT.keySet())
                .allSatisfy(name -> assertThat(rows).contains("`" + name + "`"));
    }

    @Test
    void packagesAreOneLevelDeep() {
        assertThat(CLASSES.stream().map(ArchitectureTest::packageOf))
                .allSatisfy(name -> assertThat(name).doesNotContain("."));
    }

    /// `log` is storage as a whole: its one hot writer binds arrays by plain JDBC.
    @Test
    void onlyDbLogAndStoresTouchJdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.kocmoc.db", "org.kocmoc.log")
                .and()
                .haveSimpleNameNotEndingWith("Store")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("java.sql..").or(resideInAPackage("org.postgresql..")))
                .check(CLASSES);
    }

    @Test
    void onlyDbLogAndStoresBuildStatements() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.kocmoc.db", "org.kocmoc.log")
                .and()
                .haveSimpleNameNotEndingWith("Store")
                .should()
                .dependOnClassesThat(resideInAPackage("org.jdbi.v3.core.statement.."))
                .check(CLASSES);
    }

    @Test
    void aStoreIsUsedByItsOwnPackageAndTheCompositionRootOnly() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Store")
                .and()
                // Stores of bytes: a port without SQL.
                .resideOutsideOfPackage("org.kocmoc.blobs")
                .should(
                        new ArchCondition<>("be used inside their package only") {
                            @Override
                            public void check(JavaClass store, ConditionEvents events) {
                                store.getDirectDependenciesToSelf().stream()
                                        .filter(use -> !mayUse(use.getOriginClass(), store))
                                        .forEach(
                                                use ->
                                                        events.add(
                                                                SimpleConditionEvent.violated(
                                                                        store,
                                                                        use.getDescription())));
                            }
                        })
                .check(CLASSES);
    }

    private static boolean mayUse(JavaClass user, JavaClass store) {
        return user.getPackageName().equals(store.getPackageName())
                || packageOf(user).isEmpty()
                || packageOf(user).equals(RuleExceptions.SHARED_STORES.get(store.getSimpleName()));
    }

    @Test
    void eachLibraryHasItsOnePlace() {
        onlyIn("io.vertx..", "org.kocmoc.http", "org.kocmoc.realtime", "org.kocmoc");
        onlyIn("org.flywaydb..", "org.kocmoc.db");
        onlyIn("com.zaxxer.hikari..", "org.kocmoc.db");
        onlyIn("com.github.kagkarlsson..", "org.kocmoc.jobs");
        onlyIn("io.github.bucket4j..", "org.kocmoc.limits");
        onlyIn("com.auth0..", "org.kocmoc.auth");
        onlyIn("software.amazon..", "org.kocmoc.blobs");
        onlyIn("io.opentelemetry..", "org.kocmoc.traces");
        onlyIn("jakarta.mail..", "org.kocmoc.mail");
        onlyIn("com.zerodeplibs..", "org.kocmoc.push");
        onlyIn("org.tartarus..", "org.kocmoc.terms");
        onlyIn("picocli..", "org.kocmoc");
        onlyIn("io.github.cdimascio..", "org.kocmoc.config");
    }

    private static void onlyIn(String library, String... places) {
        noClasses()
                .that()
                .resideOutsideOfPackages(places)
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void timeComesFromTheClockThatIsHandedIn() {
        Set<String> sources =
                Set.of(
                        Instant.class.getName() + ".now",
                        LocalDate.class.getName() + ".now",
                        LocalDateTime.class.getName() + ".now",
                        Clock.class.getName() + ".systemUTC",
                        Clock.class.getName() + ".systemDefaultZone",
                        System.class.getName() + ".currentTimeMillis",
                        Math.class.getName() + ".random");
        noClasses()
                .that(new NotNamed(RuleExceptions.READS_THE_SYSTEM_CLOCK))
                .should()
                .accessTargetWhere(
                        new DescribedPredicate<JavaAccess<?>>("asks the system for the time") {
                            @Override
                            public boolean test(JavaAccess<?> access) {
                                return sources.contains(
                                        access.getTargetOwner().getName() + "." + access.getName());
                            }
                        })
                .check(CLASSES);
    }

    @Test
    void threadsAreMadeWhereTheyAreOwned() {
        noClasses()
                .that(new NotNamed(RuleExceptions.OWNS_THREADS))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Executors.class)
                .orShould()
                .callMethod(Thread.class, "ofVirtual")
                .orShould()
                .callMethod(Thread.class, "ofPlatform")
                .orShould()
                .callMethod(Thread.class, "startVirtualThread", Runnable.class)
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl|Base|Abstract[A-Z]\\w*)$")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked =
                CLASSES.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(p -> !p.isAnnotatedWith(NullMarked.class))
                        .map(p -> p.getName())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(unmarked).isEmpty();
    }

    /// All classes but the top-level ones named, and what is nested in them.
    private static final class NotNamed extends DescribedPredicate<JavaClass> {
        private final Map<String, String> names;

        NotNamed(Map<String, String> names) {
            super("are not exceptions");
            this.names = names;
        }

        @Override
        public boolean test(JavaClass type) {
            String path = type.getName().replaceFirst("^org\\.kocmoc\\.", "");
            return !names.containsKey(path.replaceFirst("\\$.*", ""));
        }
    }
}
