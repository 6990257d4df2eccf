package org.kocmoc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.Json;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// The command line as its users meet it: in a process of its own.
class CommandsTest {
    private record Outcome(int status, String out, String err) {}

    @RegisterExtension static final Postgres postgres = new Postgres();

    @TempDir Path folder;

    private ProcessBuilder command(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-XX:+UseCompactObjectHeaders");
        // Not the quiet one of the tests.
        line.add("-Dlogback.configurationFile=logback.xml");
        line.add("-cp");
        line.add(System.getProperty("java.class.path"));
        line.add("org.kocmoc.Main");
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private Map<String, String> external(int port) {
        DatabaseSettings settings = postgres.settings();
        return Map.ofEntries(
                Map.entry("PORT", Integer.toString(port)),
                Map.entry("KOCMOC_HOST", "127.0.0.1"),
                Map.entry("PG_HOST", settings.host()),
                Map.entry("PG_PORT", Integer.toString(settings.port())),
                Map.entry("PG_DATABASE", settings.database()),
                Map.entry("PG_USER", settings.user()),
                Map.entry("PG_PASSWORD", settings.password()),
                Map.entry("JWT_SECRET", TestServer.JWT_SECRET),
                Map.entry("MASTER_KEY", TestServer.MASTER_KEY),
                Map.entry("ADMIN_PASSWORD", "admin-password-of-the-tests"));
    }

    private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process =
                command(environment, arguments)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void configShowsEveryValueWithItsOriginButNoSecret() throws Exception {
        Files.writeString(folder.resolve(".env"), "JWT_TTL=9\nADMIN_TOKEN=token-in-the-file\n");

        Outcome outcome = run(Map.of("PORT", "4000"), "config");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .containsPattern("PORT +4000 +environment")
                .containsPattern("JWT_TTL +9 +\\.env")
                .containsPattern("REGISTRATION +open +default")
                .containsPattern("ADMIN_TOKEN +\\*\\*\\* +\\.env")
                .doesNotContain("token-in-the-file");
    }

    @Test
    void upgradeSaysWhatItWouldDoBeforeItDoesIt() throws Exception {
        DatabaseSettings empty = Postgres.empty();
        Map<String, String> environment = new HashMap<>(external(0));
        environment.put("PG_DATABASE", empty.database());

        Outcome dry = run(environment, "upgrade", "--dry-run");
        Outcome again = run(environment, "upgrade", "--dry-run");
        Outcome wet = run(environment, "upgrade");
        Outcome after = run(environment, "upgrade", "--dry-run");

        assertThat(dry.status()).isZero();
        assertThat(dry.out()).contains("no schema yet", "To be applied", "V2 accounts", "backup");
        assertThat(again.out()).isEqualTo(dry.out());
        assertThat(wet.out()).contains("Applied migrations: ");
        assertThat(after.out()).contains("Nothing is to be done.").doesNotContain("V2 accounts");
    }

    @Test
    void badConfigurationIsToldWholeAndExitsWith2() throws Exception {
        Outcome outcome = run(Map.of("PORT", "x", "JWT_SECRET", "secret"), "start");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("PORT:", "JWT_SECRET:").doesNotContain("\tat ");
    }

    @Test
    void aTakenPortIsToldInPlainWordsAndExitsWith1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Outcome outcome = run(external(taken.getLocalPort()), "start");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains("cannot listen on", "PORT").doesNotContain("\tat ");
        }
    }

    @Test
    void migrateSaysWhenThereIsNothingToDo() throws Exception {
        Outcome outcome = run(external(0), "migrate");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("up to date");
    }

    @Test
    void doctorFindsNoProblemInAGoodInstallation() throws Exception {
        Outcome outcome = run(external(freePort()), "doctor");

        assertThat(outcome.out()).contains("PostgreSQL").doesNotContain("PROBLEM");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void doctorNamesProblemsWithAdviceAndExitsWith1() throws Exception {
        Path secrets = Files.createDirectories(folder.resolve("data/secrets"));
        Path open = Files.writeString(secrets.resolve("jwt-secret"), "x");
        assertThat(open.toFile().setReadable(true, false)).isTrue();
        Map<String, String> environment = new HashMap<>(external(freePort()));
        environment.put("SMTP_URL", "smtp://127.0.0.1:" + freePort());
        environment.put("PG_PORT", Integer.toString(freePort()));

        Outcome outcome = run(environment, "doctor");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .containsPattern("PROBLEM +Secrets .*jwt-secret")
                .contains("chmod go-rwx")
                .containsPattern("PROBLEM +Mail .*cannot be reached")
                .containsPattern("PROBLEM +Database .*cannot be reached");
    }

    @Test
    void anAdministratorIsMadeAndGivenANewPassword() throws Exception {
        Outcome unknown = run(external(0), "admin", "reset", "--email", "ada@kocmoc.test");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.out()).contains("admin create");

        Outcome made = run(external(0), "admin", "create", "--email", "ada@kocmoc.test");
        assertThat(made.status()).isZero();
        assertThat(made.out()).containsPattern("Administrator ada@kocmoc.test, password \\S{20}");
        assertThat(administrators()).contains("ada@kocmoc.test");

        Outcome reset = run(external(0), "admin", "reset", "--email", "ada@kocmoc.test");
        assertThat(reset.status()).isZero();
        assertThat(reset.out()).isNotEqualTo(made.out());
    }

    private static List<String> administrators() {
        return postgres.database()
                .read(
                        handle ->
                                handle.createQuery("SELECT email FROM users WHERE is_admin")
                                        .mapTo(String.class)
                                        .list());
    }

    @Test
    void aKeyGivenFromOutsideIsReplacedByInstructions() throws Exception {
        Outcome outcome = run(external(0), "rotate-key");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).contains("MASTER_KEY_PREVIOUS", "openssl rand -hex 32");
    }

    @Test
    void theServersOwnKeyIsReplacedWhileItIsStopped() throws Exception {
        Outcome first = run(Map.of(), "rotate-key");
        assertThat(first.err()).isEmpty();
        assertThat(first.status()).isZero();
        Path secrets = folder.resolve("data/secrets");
        String key = Files.readString(secrets.resolve("master-key"));

        assertThat(run(Map.of(), "rotate-key").status()).isZero();

        assertThat(Files.readString(secrets.resolve("master-key"))).isNotEqualTo(key);
        assertThat(secrets.resolve("master-key-previous")).doesNotExist();
    }

    @Test
    void stoppingAnswersWhatIsUnderWayThenExitsWith0() throws Exception {
        int port = freePort();
        Path out = folder.resolve("out.txt");
        Process server =
                command(external(port), "start")
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try (Socket slow = new Socket()) {
            awaitReady(server, port, out);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            OutputStream request = slow.getOutputStream();
            request.write(
                    """
                    POST /admin/toggle-maintenance HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: 2\r
                    \r
                    {"""
                            .getBytes(UTF_8));
            request.flush();
            Thread.sleep(300);

            server.destroy();
            Thread.sleep(300);
            request.write("}".getBytes(UTF_8));
            request.flush();

            InputStream answer = slow.getInputStream();
            assertThat(new String(answer.readNBytes(12), UTF_8)).isEqualTo("HTTP/1.1 401");
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
        } finally {
            server.destroyForcibly();
        }
        assertThat(Files.readString(out)).contains("Kocmoc is ready: http://localhost:" + port);
    }

    @Test
    void drainStopsTheServerOfThisPortAndWaitsForIt() throws Exception {
        int port = freePort();
        Path log = folder.resolve("server.txt");
        Process server =
                command(external(port), "start")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            awaitReady(server, port, log);

            Outcome drained = run(external(port), "drain");

            assertThat(drained.status()).as(drained.err()).isZero();
            assertThat(drained.out()).contains("has stopped after");
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
        } finally {
            server.destroyForcibly();
        }
        Outcome again = run(external(port), "drain");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("No server").doesNotContain("\tat ");
    }

    @Test
    void logsAreJsonWhenTheFileAsksForItAndNameRouteStatusAndDuration() throws Exception {
        int port = freePort();
        Files.writeString(folder.resolve(".env"), "LOG_FORMAT=json\n");
        Path out = folder.resolve("out.txt");
        Process server =
                command(external(port), "start")
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            awaitReady(server, port, out);
        } finally {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }

        List<JsonNode> entries =
                Files.readAllLines(out).stream()
                        .filter(line -> line.startsWith("{"))
                        .map(Json::read)
                        .filter(entry -> entry.path("message").asString("").equals("request"))
                        .toList();
        assertThat(entries).isNotEmpty();
        assertThat(entries.getFirst().path("mdc").path("request").asString("")).isNotEmpty();
        assertThat(entries.getFirst().path("kvpList").toString())
                .contains("\"route\":\"/health/ready\"", "\"status\":", "\"micros\":");
    }

    private static void awaitReady(Process server, int port, Path out) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 300 && server.isAlive(); i++) {
                try {
                    if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // Not listening yet.
                }
                Thread.sleep(100);
            }
        }
        throw new AssertionError("not ready: " + Files.readString(out));
    }
}
