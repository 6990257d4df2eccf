package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The private PostgreSQL, started for real in this JVM or in one that is then killed.
class LocalPostgresTest {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private final List<Process> children = new ArrayList<>();
    private Path folder = Path.of("");
    private Path data = Path.of("");

    /// Not JUnit's, whose folder only its owner may enter.
    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("kocmoc");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        data = folder.resolve("data");
    }

    @AfterEach
    void leaveNothing() throws IOException {
        children.forEach(Process::destroyForcibly);
        Path cluster = data.resolve("pg");
        Postmaster.of(cluster)
                .flatMap(left -> ProcessHandle.of(left.pid()))
                .ifPresent(
                        left -> {
                            left.destroy();
                            left.onExit().orTimeout(10, TimeUnit.SECONDS).join();
                        });
        PostgresBinaries.deleteTree(folder);
    }

    /// Without namespaces root starts it as another user, as in a container.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dataOutlivesARestart(boolean namespaces) throws Exception {
        try (LocalPostgres postgres = start(true)) {
            new LegacyDatabase(postgres.settings())
                    .execute("CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (LocalPostgres postgres = start(namespaces)) {
            assertThat(answer(postgres.settings())).isEqualTo("42");
        }
        assertThat(Postmaster.of(data.resolve("pg"))).isEmpty();
    }

    @Test
    void whatAKilledServerLeftRunningIsStoppedByTheNext() throws Exception {
        Process child = child(List.of());
        DatabaseSettings before = LocalPostgres.running(data).orElseThrow();
        new LegacyDatabase(before).execute("CREATE TABLE kept AS SELECT 42 AS answer");
        Postmaster orphan = Postmaster.of(data.resolve("pg")).orElseThrow();

        child.destroyForcibly().waitFor();
        assertThat(answer(before)).isEqualTo("42");

        try (LocalPostgres postgres = start(true)) {
            assertThat(answer(postgres.settings())).isEqualTo("42");
            assertThat(Postmaster.of(data.resolve("pg")).orElseThrow().pid())
                    .isNotEqualTo(orphan.pid());
        }
        // pg_ctl returns a moment before the process has ended.
        ProcessHandle.of(orphan.pid())
                .ifPresent(p -> p.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void aSecondServerOnTheSameDataIsRefused() throws Exception {
        child(List.of());
        Postmaster first = Postmaster.of(data.resolve("pg")).orElseThrow();

        assertThatThrownBy(() -> start(true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Another server is running");

        assertThat(Postmaster.of(data.resolve("pg"))).contains(first);
    }

    /// Started by an ordinary user, every other test shows it.
    @Test
    void anOrdinaryUserRunsItWithoutHelp() throws Exception {
        if (ROOT) {
            child(
                    List.of("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups"),
                    classPathForOthers());

            assertThat(Files.getOwner(data.resolve("pg")).getName()).isEqualTo("nobody");
            DatabaseSettings running = LocalPostgres.running(data).orElseThrow();
            assertThat(new LegacyDatabase(running).one("SELECT current_user")).isEqualTo("kocmoc");
        }
    }

    @Test
    void rootRunsTheDataOfAnotherUserAsThatUser() throws Exception {
        start(false).close();
        Object owner = Files.getAttribute(data.resolve("pg"), "unix:uid");

        try (LocalPostgres postgres = start(true)) {
            assertThat(new LegacyDatabase(postgres.settings()).one("SELECT 1")).isEqualTo("1");
        }
        assertThat(Files.getAttribute(data.resolve("pg"), "unix:uid")).isEqualTo(owner);
    }

    @Test
    void aFolderAboveThatIsClosedToOthersIsNoObstacle() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

        for (boolean namespaces : List.of(false, true)) {
            var options = new LocalPostgres.Options(false, namespaces);
            try (LocalPostgres postgres =
                    LocalPostgres.start(data, () -> PostgresBinaries.of(data), options)) {
                assertThat(new LegacyDatabase(postgres.settings()).one("SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsRefusedWithTheWayOut() throws Exception {
        start(true).close();
        Files.writeString(data.resolve("pg").resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(() -> start(true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("made by PostgreSQL 17")
                .hasMessageContaining("brings PostgreSQL 18")
                .hasMessageContaining("./kocmoc backup");
    }

    @Test
    void aStrangerWithTheNumberOfADeadServerIsNotTouched() throws Exception {
        start(true).close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        children.add(stranger);
        Files.writeString(
                data.resolve("pg").resolve("postmaster.pid"),
                stranger.pid() + "\n" + data.resolve("pg") + "\n1700000000\n5432\n\n127.0.0.1\n");

        try (LocalPostgres postgres = start(true)) {
            assertThat(new LegacyDatabase(postgres.settings()).one("SELECT 1")).isEqualTo("1");
        }
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void anInterruptedFirstStartBeginsAnew() throws Exception {
        Path half = Files.createDirectories(data.resolve("pg.new").resolve("pg"));
        Files.writeString(half.resolve("PG_VERSION"), "18\n");

        try (LocalPostgres postgres = start(true)) {
            assertThat(new LegacyDatabase(postgres.settings()).one("SELECT 1")).isEqualTo("1");
        }
        assertThat(data.resolve("pg.new")).doesNotExist();
    }

    @Test
    void aLostPasswordIsNamedAndNothingIsMadeAnew() throws Exception {
        start(true).close();
        Files.delete(data.resolve("secrets").resolve("postgres"));

        assertThatThrownBy(() -> start(true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("put back " + data.resolve("secrets").resolve("postgres"));
    }

    @Test
    void whatPostgresSaysWhenItCannotStartIsReported() throws Exception {
        start(true).close();
        Files.writeString(
                data.resolve("pg").resolve("postgresql.conf"),
                "shared_buffers = 'plenty'\n",
                StandardOpenOption.APPEND);

        assertThatThrownBy(() -> start(true)).hasMessageContaining("shared_buffers");
        assertThat(Postmaster.of(data.resolve("pg"))).isEmpty();
    }

    @Test
    void onlyLoopbackAndOnlyThePasswordOpenIt() throws Exception {
        try (LocalPostgres postgres = start(true)) {
            var database = new LegacyDatabase(postgres.settings());
            assertThat(database.one("SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(new LegacyDatabase(postgres.admin()).one("SHOW unix_socket_directories"))
                    .isEmpty();
            assertThat(database.one("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");

            DatabaseSettings real = postgres.settings();
            var wrong =
                    new DatabaseSettings(
                            real.host(),
                            real.port(),
                            real.database(),
                            real.user(),
                            "wrong",
                            false,
                            1);
            assertThatThrownBy(() -> new LegacyDatabase(wrong).one("SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .matches(e -> SqlState.of(e).orElseThrow().equals("28P01"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("pg"))))
                .isEqualTo("rwx------");
        Path password = data.resolve("secrets").resolve("postgres");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
    }

    @Test
    void caseIsFoldedByUnicode() throws Exception {
        try (LocalPostgres postgres = start(true)) {
            assertThat(new LegacyDatabase(postgres.settings()).one("SELECT lower('ЁЛКА İ')"))
                    .isEqualTo("ёлка i");
        }
    }

    private LocalPostgres start(boolean namespaces) throws IOException {
        return LocalPostgres.start(
                data, TestCluster::bundled, new LocalPostgres.Options(false, namespaces));
    }

    private static String answer(DatabaseSettings settings) throws SQLException {
        return new LegacyDatabase(settings).one("SELECT answer FROM kept");
    }

    /// Copies, since the originals may lie in a home that is closed to others.
    private String classPathForOthers() throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path origin = Path.of(entry);
            Path copy = folder.resolve("lib" + copies.size());
            try (Stream<Path> files = Files.walk(origin)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(origin.relativize(file)));
                }
            }
            copies.add(copy.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    private Process child(List<String> prefix) throws IOException {
        return child(prefix, System.getProperty("java.class.path"));
    }

    /// Another JVM that runs one in `data`; returns when it is ready.
    private Process child(List<String> prefix, String classPath) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(Runner.class.getName(), data.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        children.add(process);
        var output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(output.readLine()).isEqualTo("ready");
        return process;
    }

    /// A server as far as its database goes: starts it, and waits to be killed.
    static final class Runner {
        private Runner() {}

        public static void main(String[] arguments) throws Exception {
            LocalPostgres.start(Path.of(arguments[0]));
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
