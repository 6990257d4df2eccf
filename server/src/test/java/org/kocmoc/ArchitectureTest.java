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
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The order of the packages and who may use what.
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    // The SDK, which only tests use, has an order of its own.
                    .withImportOption(location -> !location.contains("/client/target/"))
                    .withImportOption(location -> !location.contains("kocmoc-client"))
                    // The tests' own dependency; what the server may import does not name it.
                    .withImportOption(location -> !location.contains("/org/kocmoc/ratchet/"))
                    .importPackages("org.kocmoc");

    private static final String PLUMBING =
            "base forms limits wire vault db bus jobs log http streams presence realtime";

    /// What each package may import of ours. A package that is missing here fails the test.
    private static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

    static {
        allow("base", "");
        allow("wire", "base");
        allow("vault", "base");
        allow("db", "base");
        allow("limits", "base db");
        allow("bus", "base limits wire vault db");
        allow("jobs", "base limits wire vault db");
        allow("log", "base limits wire vault db bus jobs");
        allow("forms", "base limits");
        allow("images", "base limits");
        allow("http", "base forms limits wire");
        allow("streams", "base limits wire bus log");
        allow("presence", "base limits wire db bus log streams");
        allow("realtime", "base limits wire db bus log http streams presence");
        allow("traces", "base db http wire");
        allow("config", "base bus db http vault");
        allow("mail", "base limits db jobs vault");
        allow("credentials", "base limits vault");
        allow("auth", PLUMBING + " mail credentials");
        allow("account", PLUMBING + " mail credentials auth");
        allow("users", PLUMBING + " auth");
        allow("chats", PLUMBING + " auth users");
        allow("bodies", "base vault db log");
        allow("terms", "base limits vault db log");
        allow("blobs", "base");
        allow("files", PLUMBING + " images blobs auth users chats");
        allow("drafts", PLUMBING + " auth users chats bodies");
        allow("marks", PLUMBING + " auth users chats");
        allow("messages", PLUMBING + " auth users chats marks files bodies drafts terms");
        allow("push", PLUMBING + " chats marks");
        allow("sync", PLUMBING + " auth users chats marks messages");
        allow("search", PLUMBING + " auth users chats messages terms");
        allow("preferences", PLUMBING + " auth users");
        allow("keys", PLUMBING + " auth users chats");
        allow("envelopes", PLUMBING + " auth users chats keys");
        allow("backups", "base forms limits wire db http keys");
        allow("links", "base limits wire db jobs http");
        allow("invites", PLUMBING + " auth users chats");
        allow("pins", PLUMBING + " auth users chats");
        allow("export", PLUMBING + " users chats files messages");
        allow("stories", PLUMBING + " auth users chats files");
        allow("reports", PLUMBING + " users chats");
        allow(
                "admin",
                PLUMBING
                        + " mail credentials auth account users chats invites pins files messages stories"
                        + " reports");
        allow("oversight", PLUMBING + " auth admin");
        allow("receipts", PLUMBING + " users chats");
        allow("stickers", PLUMBING + " auth users chats files");
        allow("legacy", "base vault db log bodies files");
        allow("backup", "base db vault files");
        allow("docs", "base http");
        allow("doctor", "base config db http vault");
    }

    private static void allow(String importer, String imported) {
        MAY_IMPORT.put(importer, imported.isEmpty() ? Set.of() : Set.of(imported.split(" ")));
    }

    private static String packageOf(JavaClass type) {
        return type.getPackageName().replaceFirst("^org\\.kocmoc\\.?", "");
    }

    @Test
    void packagesImportOnlyWhatStandsBelowThem() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String from = packageOf(type);
            if (from.isEmpty()) {
                continue;
            }
            Set<String> allowed = MAY_IMPORT.get(from);
            if (allowed == null) {
                wrong.add("package " + from + " has no place in the order");
                continue;
            }
            assertThat(MAY_IMPORT)
                    .as("a new package needs its place in the order")
                    .containsKey(from);
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith("org.kocmoc"))
                    .map(ArchitectureTest::packageOf)
                    .filter(to -> !to.equals(from) && !allowed.contains(to))
                    .forEach(to -> wrong.add(type.getSimpleName() + " of " + from + " → " + to));
        }
        assertThat(wrong).isEmpty();
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
                .and(new NotNamed(Exceptions.SQL_OUTSIDE_OF_STORES))
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
                || packageOf(user).equals(Exceptions.SHARED_STORES.get(store.getSimpleName()));
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
                .that(new NotNamed(Exceptions.READS_THE_SYSTEM_CLOCK))
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
                .that(new NotNamed(Exceptions.OWNS_THREADS))
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
