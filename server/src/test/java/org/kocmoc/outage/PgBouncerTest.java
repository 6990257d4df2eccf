package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.backup.Backup;
import org.kocmoc.backup.BackupSecrets;
import org.kocmoc.base.Secret;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.Migrations;
import org.kocmoc.files.FileArchive;
import org.kocmoc.files.FileSettings;
import org.kocmoc.ratchet.PreKeyBundle;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;

/// PgBouncer in transaction mode between server and PostgreSQL: two connections for everybody, so
/// that every transaction may meet another one.
class PgBouncerTest {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    private static final String END_OTHERS =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

    @RegisterExtension
    static final TestServer server = new TestServer().behind(PgBouncerTest::pooled);

    @TempDir static Path spool;

    private static @Nullable Path folder;
    private static @Nullable Process bouncer;
    private static @Nullable DatabaseSettings pooled;

    @BeforeAll
    static void isInstalled() {
        assumeTrue(Files.isExecutable(PROGRAM), "pgbouncer is not installed");
    }

    private static DatabaseSettings pooled(DatabaseSettings direct) {
        if (!Files.isExecutable(PROGRAM)) {
            return direct;
        }
        try {
            return start(direct);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static DatabaseSettings start(DatabaseSettings direct) throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        // PgBouncer gives up root, and must still read its settings.
        Path home = Files.createTempDirectory("kocmoc-pgbouncer-");
        folder = home;
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path settings =
                Files.writeString(
                        home.resolve("pgbouncer.ini"),
                        """
                        [databases]
                        pooled = host=127.0.0.1 port=%d dbname=%s user=%s password=%s
                        [pgbouncer]
                        listen_addr = 127.0.0.1
                        listen_port = %d
                        unix_socket_dir =
                        auth_type = any
                        pool_mode = transaction
                        default_pool_size = 2
                        ignore_startup_parameters = extra_float_digits
                        """
                                .formatted(
                                        direct.port(),
                                        direct.database(),
                                        direct.user(),
                                        direct.password(),
                                        port));
        Process process =
                command(settings)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("log").toFile())
                        .start();
        bouncer = process;
        await(process, port, home.resolve("log"));
        DatabaseSettings through =
                new DatabaseSettings(
                        "127.0.0.1", port, "pooled", direct.user(), direct.password(), false, 8);
        pooled = through;
        return through;
    }

    /// It refuses to run as root.
    private static ProcessBuilder command(Path settings) {
        return System.getProperty("user.name").equals("root")
                ? new ProcessBuilder(PROGRAM.toString(), "-u", "nobody", settings.toString())
                : new ProcessBuilder(PROGRAM.toString(), settings.toString());
    }

    private static void await(Process process, int port, Path log) throws Exception {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError(Files.readString(log));
    }

    @AfterAll
    static void stop() throws Exception {
        Process process = bouncer;
        if (process != null) {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            org.apache.commons.io.FileUtils.deleteDirectory(
                    Objects.requireNonNull(folder).toFile());
        }
    }

    @Test
    void aServerBehindItServesPeopleInParallelWithoutAGap() {
        Person ada = server.people().ada();
        Person bob = server.people().bob();
        long chat = ada.chatWith(bob);
        try (TestSocket socket = TestSocket.of(server, bob)) {
            List<Long> numbers =
                    IntStream.range(0, 200)
                            .parallel()
                            .mapToObj(
                                    i ->
                                            (i % 2 == 0 ? ada : bob)
                                                    .api()
                                                    .post(
                                                            "/api/messages/" + chat,
                                                            Map.of("text", "number " + i))
                                                    .expect(201)
                                                    .json()
                                                    .path("message")
                                                    .path("seq")
                                                    .asLong())
                            .sorted()
                            .toList();

            long first = numbers.getFirst();
            assertThat(numbers)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 200).mapToObj(i -> first + i).toList());
            socket.entry(chat, numbers.getLast());
            assertThat(socket.seqs(chat)).containsAll(numbers);
        }
        ada.api().get("/api/search?q=number").expect(200);
        ada.api().post("/api/sync", Map.of()).expect(200);
    }

    @Test
    void itIsNoticedAndMigrationsFindNothingToDo() {
        DatabaseSettings through = Objects.requireNonNull(pooled);
        try (Database database = new Database(through)) {
            assertThat(database.isBehindPooler()).isTrue();
        }
        assertThat(new Migrations(through).migrate()).isZero();
    }

    /// A failover below the pooler, which keeps the connections of its clients: whatever it
    /// connects to next is of another timeline.
    @Test
    void keysFromBeforeAFailoverBelowItAreNotHandedOut() {
        Person ada = server.people().newcomer("Ada");
        CryptoDevice.first(ada, 3);
        CryptoDevice taker = CryptoDevice.first(server.people().newcomer("Bob"), 1);
        String database = server.settings().database();
        inDatabase(
                "CREATE SCHEMA promoted",
                "CREATE FUNCTION promoted.pg_walfile_name(pg_lsn) RETURNS text LANGUAGE sql"
                        + " AS 'SELECT ''FFFFFFFF'''",
                "ALTER DATABASE " + database + " SET search_path = promoted, pg_catalog, public",
                END_OTHERS);
        try {
            serveAgain(ada);
            PreKeyBundle bundle =
                    PreKeyBundle.parse(
                            CryptoDevice.bytes(
                                    taker.take(ada).path("bundles").get(0).path("bundle")));

            assertThat(bundle.oneTime()).isEmpty();
            assertThat(bundle.kem().isLastResort()).isTrue();
        } finally {
            inDatabase(
                    "ALTER DATABASE " + database + " RESET search_path",
                    END_OTHERS,
                    "DROP SCHEMA promoted CASCADE");
            serveAgain(ada);
        }
    }

    private static void inDatabase(String... statements) {
        for (String statement : statements) {
            server.database().execute(handle -> handle.execute(statement));
        }
    }

    /// Until the pooler has found out which of its connections are gone.
    private static void serveAgain(Person person) {
        int good = 0;
        for (int i = 0; i < 100 && good < 5; i++) {
            good = person.api().get("/api/chats").status() == 200 ? good + 1 : 0;
        }
        assertThat(good).isEqualTo(5);
    }

    @Test
    void aBackupIsTakenThroughIt() throws IOException {
        server.people().ada();
        try (Database database = new Database(Objects.requireNonNull(pooled))) {
            FileArchive files =
                    new FileArchive(database, new FileSettings(spool, List.of(spool), 1, 1));
            var backup =
                    new Backup(
                            new Backup.Source(
                                    database,
                                    files,
                                    new BackupSecrets("jwt", List.of(TestServer.MASTER_KEY)),
                                    spool),
                            Duration.ofSeconds(60),
                            InstantSource.system());

            assertThat(
                            backup.write(
                                            new ByteArrayOutputStream(),
                                            new Secret("correct horse battery"))
                                    .allRows())
                    .isPositive();
        }
    }
}
