package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kocmoc.config.ConfigLoader;
import org.kocmoc.config.Sources;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.doctor.Doctor;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.SmallDisk;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;

/// Every finding of `./kocmoc doctor`, by installations that have what it is about.
class DoctorTest {
    private record Outcome(int status, String out) {}

    @RegisterExtension static final TestServer server = new TestServer();
    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder = Path.of("");

    private static Map<String, String> environment(DatabaseSettings database, int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PORT", Integer.toString(port));
        environment.put("KOCMOC_HOST", "127.0.0.1");
        environment.put("PG_HOST", database.host());
        environment.put("PG_PORT", Integer.toString(database.port()));
        environment.put("PG_DATABASE", database.database());
        environment.put("PG_USER", database.user());
        environment.put("PG_PASSWORD", database.password());
        environment.put("JWT_SECRET", TestServer.JWT_SECRET);
        environment.put("MASTER_KEY", TestServer.MASTER_KEY);
        environment.put("ADMIN_PASSWORD", TestServer.ADMIN_PASSWORD);
        return environment;
    }

    private Outcome doctor(Map<String, String> environment, String... options) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(options));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(List.of("org.kocmoc.Main", "doctor"));
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// A program that says one line to whoever connects.
    private static ServerSocket saying(String line) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!socket.isClosed()) {
                                try (Socket caller = socket.accept()) {
                                    OutputStream out = caller.getOutputStream();
                                    out.write(line.getBytes(StandardCharsets.US_ASCII));
                                    out.flush();
                                    caller.getInputStream().read();
                                } catch (IOException e) {
                                    // The caller has left, or the test is over.
                                }
                            }
                        });
        return socket;
    }

    @Test
    void aNeglectedInstallationHearsOfEverything() throws Exception {
        DatabaseSettings neglected = neglectedDatabase();
        try (ServerSocket other = saying("NO HTTP\r\n\r\n");
                ServerSocket noMail = saying("hello\r\n")) {
            Map<String, String> environment = environment(neglected, other.getLocalPort());
            environment.put("JWT_SECRET", "twenty characters ok");
            environment.put("ADMIN_TOKEN", "short");
            environment.put("METRICS_TOKEN", "short");
            environment.put("PUBLIC_URL", "https://kocmoc.example");
            environment.put("SMTP_URL", "smtp://127.0.0.1:" + noMail.getLocalPort());

            Outcome outcome = doctor(environment, "-Xmx128m");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out())
                    .containsPattern("WARNING +Java +compact object headers are off")
                    .containsPattern("WARNING +Java +the heap may grow to \\d+ MiB only")
                    .containsPattern("PROBLEM +Address +cannot listen on 127.0.0.1:")
                    .containsPattern("WARNING +Address +a proxy serves HTTPS")
                    .containsPattern("ok +Disk +\\d+ MiB free|WARNING +Disk +\\d+ MiB free")
                    .containsPattern("WARNING +Secrets +JWT_SECRET has fewer than 32")
                    .containsPattern("WARNING +Secrets +ADMIN_TOKEN has fewer than 16")
                    .containsPattern("WARNING +Secrets +METRICS_TOKEN has fewer than 16")
                    .containsPattern("PROBLEM +Mail +.* does not greet like a mail server")
                    .containsPattern("PROBLEM +Database +the account may not make tables")
                    .containsPattern("PROBLEM +Database +the database has the encoding SQL_ASCII")
                    .containsPattern("WARNING +Database +the collation knows no letters")
                    .containsPattern("ok +Database +not migrated yet");
        }
    }

    /// An ASCII database whose visitor may make nothing.
    private static DatabaseSettings neglectedDatabase() {
        DatabaseSettings admin = postgres.settings();
        String name = admin.database() + "_neglected";
        // Outside of a transaction, as CREATE DATABASE wants it.
        postgres.database()
                .read(
                        handle -> {
                            handle.execute(
                                    "CREATE DATABASE "
                                            + name
                                            + " TEMPLATE template0 ENCODING SQL_ASCII"
                                            + " LOCALE_PROVIDER libc LOCALE 'C'");
                            return handle.execute(
                                    "CREATE ROLE " + name + " LOGIN PASSWORD 'guest-password'");
                        });
        return new DatabaseSettings(
                admin.host(), admin.port(), name, name, "guest-password", false, 1);
    }

    @Test
    void aRunningServerIsKnownAndItsAccountsAndKeysAreLookedAt() throws Exception {
        server.database()
                .execute(
                        handle -> {
                            handle.execute(
                                    """
                                    INSERT INTO users (name, email, password)
                                    VALUES ('Shadow', 'Shadow@kocmoc.test', 'none')
                                    """);
                            handle.execute(
                                    """
                                    UPDATE pg_database SET datcollversion = 'older'
                                    WHERE datname = current_database()
                                    """);
                            handle.execute(
                                    """
                                    INSERT INTO nodes (id, beat_at) VALUES ('another', now() + interval '1 hour')
                                    """);
                        });
        Person ada = server.people().ada();
        ada.say(ada.chatWith(ada), "x");
        Map<String, String> environment = environment(server.settings(), server.port());
        environment.put("MASTER_KEY", "f".repeat(64));
        try (ServerSocket mail = saying("220 mail.kocmoc.test ESMTP\r\n")) {
            environment.put("SMTP_URL", "smtp://127.0.0.1:" + mail.getLocalPort());

            Outcome outcome = doctor(environment, "-XX:+UseCompactObjectHeaders");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.out())
                    .containsPattern("ok +Address +a server answers on")
                    .containsPattern("WARNING +Address +people reach the server without TLS")
                    .containsPattern("ok +Mail +.* greets")
                    .containsPattern("ok +Database +PostgreSQL 1[4-9]")
                    .containsPattern("WARNING +Database +accounts whose email .*Shadow@kocmoc")
                    .containsPattern("PROBLEM +Database +2 servers use it, and NATS_URL is not set")
                    .containsPattern("PROBLEM +Database +chats are encrypted under master key")
                    .containsPattern("PROBLEM +Database +the system's collation changed")
                    .doesNotContain("compact object headers");
        }
    }

    @Test
    void beforeTheFirstStartThereIsLittleToFind() throws Exception {
        Map<String, String> environment =
                Map.of("PORT", Integer.toString(freePort()), "KOCMOC_HOST", "127.0.0.1");

        Outcome outcome = doctor(environment, "-XX:+UseCompactObjectHeaders");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .containsPattern("ok +Address +port .* is free")
                .containsPattern("ok +Secrets +strong and private")
                .containsPattern("WARNING +Mail +no mail server: mails are files")
                .containsPattern("ok +Database +embedded; the first start makes it")
                .doesNotContain("PROBLEM");
        assertThat(folder.resolve("data")).as("nothing is changed").doesNotExist();
    }

    @Test
    void clocksThatDisagreeAreAProblem() {
        TestClock late = new TestClock();
        late.advance(Duration.ofMinutes(5));
        Outcome outcome = examine(environment(postgres.settings(), 0), late);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .containsPattern("PROBLEM +Database +its clock differs from ours by \\d+ s");
    }

    /// The same in this process.
    private Outcome examine(Map<String, String> environment, InstantSource clock) {
        StringWriter out = new StringWriter();
        boolean healthy =
                new Doctor(
                                ConfigLoader.load(Sources.of(environment, folder), folder),
                                clock,
                                () -> Optional.of(postgres.database()))
                        .examine(new PrintWriter(out));
        return new Outcome(healthy ? 0 : 1, out.toString());
    }

    @Test
    void backupsThatHaveStoppedAreAWarning() {
        InstantSource clock = InstantSource.system();
        Map<String, String> environment = environment(postgres.settings(), 0);
        assertThat(examine(environment, clock).out()).doesNotContain("no good backup");

        postgres.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO server_state (key, value)
                                        VALUES ('last_backup', (now() - interval '10 days')::text)
                                        """));

        assertThat(examine(environment, clock).out())
                .containsPattern("WARNING +Database +no good backup for 10 days");
    }

    @Test
    void filesThatAreNotRemovedAreAProblem() {
        postgres.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO server_state (key, value)
                                        VALUES ('sweep_stopped_by_store', 'for a reason')
                                        """));

        Outcome outcome = examine(environment(postgres.settings(), 0), InstantSource.system());

        assertThat(outcome.out())
                .containsPattern("PROBLEM +Database +no files are removed, .*: for a reason")
                .contains("./kocmoc claim-files");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1g, rw, WARNING +Disk +\\d+ MiB free for .*",
        "100m, rw, PROBLEM +Disk +\\d+ MiB free for .*",
        "1g, ro, PROBLEM +Disk +.* cannot be written to"
    })
    void aDiskWithoutRoomIsAFindingBeforeItIsFull(String size, String mode, String finding)
            throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(SmallDisk.mount(disk, size), "this account may not mount a small disk");
        try {
            SmallDisk.remount(disk, mode);
            Map<String, String> environment = environment(postgres.settings(), 0);
            environment.put("KOCMOC_DATA", disk.resolve("made/by/the/first/start").toString());

            Outcome outcome = examine(environment, InstantSource.system());

            assertThat(outcome.out()).containsPattern(finding);
        } finally {
            SmallDisk.unmount(disk);
        }
    }
}
