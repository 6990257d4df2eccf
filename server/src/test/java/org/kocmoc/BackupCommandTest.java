package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.ChildServer;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Postgres;
import tools.jackson.databind.JsonNode;

/// The drill as an operator does it: a server with its own PostgreSQL is backed up while it runs,
/// killed, its folder removed, and another one made of the backup in another folder.
class BackupCommandTest {
    private static final File FULL = new File("/dev/full");

    private Path folder;

    private record Outcome(int status, String text) {}

    /// Not JUnit's, whose folder only its owner may enter.
    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("kocmoc");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        remove(folder);
    }

    private static void remove(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Outcome run(Path in, Map<String, String> environment, String... arguments)
            throws Exception {
        return run(in, environment, null, arguments);
    }

    /// @param output where its standard output goes; `null`: to what it says
    private static Outcome run(
            Path in,
            Map<String, String> environment,
            @Nullable Redirect output,
            String... arguments)
            throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseCompactObjectHeaders",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName());
        builder.command().addAll(List.of(arguments));
        builder.directory(in.toFile()).redirectErrorStream(output == null);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG_"));
        builder.environment().putAll(environment);
        builder.environment().put("KOCMOC_DATA", in.resolve("data").toString());
        Path log = in.resolve("command.log");
        Process process =
                output == null
                        ? builder.redirectOutput(log.toFile()).start()
                        : builder.redirectOutput(output).redirectError(log.toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(log));
    }

    @Test
    void aServerIsBackedUpRunningAndLivesOnElsewhereWithItsTokensTextsAndKeys() throws Exception {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Path file = folder.resolve("one.backup");
        Map<String, String> passphrase = Map.of("BACKUP_PASSPHRASE", "correct horse battery");
        String token;
        long chat;
        try (ChildServer server = ChildServer.start(first)) {
            token = register(server);
            chat = note(server.api().as(token), "до беды");

            assertThat(run(first, Map.of(), "backup").text()).contains("--passphrase-file");
            Outcome cut = run(first, passphrase, Redirect.to(FULL), "backup", "--output", "-");
            assertThat(cut.status()).isEqualTo(1);
            assertThat(cut.text()).contains("could not be written").doesNotContain("Backed up");
            Path piped = folder.resolve("piped.backup");
            run(first, passphrase, Redirect.to(piped.toFile()), "backup", "--output", "-");
            assertThat(run(first, passphrase, "restore", "--verify", piped.toString()).text())
                    .contains("The backup is good");
            Outcome made = run(first, passphrase, "backup", "--output", file.toString());

            assertThat(made.text()).contains("Backed up: ");
            assertThat(made.status()).isZero();
            server.kill();
        }
        stopOrphan(first);
        remove(first);

        Map<String, String> bare =
                Map.of(
                        "BACKUP_PASSPHRASE",
                        "correct horse battery",
                        // In a container no program runs from there, and it is memory.
                        "JAVA_TOOL_OPTIONS",
                        "-Djava.io.tmpdir=" + folder.resolve("none"));
        assertThat(run(second, bare, "restore", "--verify", file.toString()).text())
                .contains("The backup is good");
        assertThat(second.resolve("data")).doesNotExist();
        Files.writeString(second.resolve(".env"), "BACKUP_PASSPHRASE=correct horse battery\n");
        Outcome restored = run(second, Map.of(), "restore", file.toString());
        assertThat(restored.text()).contains("Restored.");
        assertThat(run(second, passphrase, "restore", file.toString()).text())
                .contains("has accounts");

        try (ChildServer server = ChildServer.start(second)) {
            Api ada = server.api().as(token);
            JsonNode messages = ada.get("/api/messages/" + chat).expect(200).json();
            assertThat(messages.toString()).contains("до беды");
            ada.post("/api/messages/" + chat, Map.of("text", "afterwards")).expect(201);
        }
    }

    @Test
    void aBackupThatLacksFilesReplacesNoGoodOneAndIsNoSuccess() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path file = folder.resolve("daily.backup");
        Path incomplete = folder.resolve("daily.backup.incomplete");
        Map<String, String> passphrase = Map.of("BACKUP_PASSPHRASE", "correct horse battery");
        try (ChildServer server = ChildServer.start(home)) {
            String id =
                    server.api()
                            .as(register(server))
                            .post(
                                    "/api/files/upload",
                                    Multipart.file("a.txt", "text/plain", new byte[] {'a'}))
                            .expect(200)
                            .json()
                            .path("file")
                            .path("id")
                            .asString();
            String[] backup = {"backup", "--output", file.toString()};
            assertThat(run(home, passphrase, backup).status()).isZero();
            byte[] good = Files.readAllBytes(file);
            Files.delete(
                    home.resolve("data/uploads/blobs").resolve(id.substring(0, 2)).resolve(id));

            Outcome lacking = run(home, passphrase, backup);

            assertThat(lacking.status()).isEqualTo(3);
            assertThat(lacking.text()).contains("NOT WHOLE: 1 files", "missing: blobs/");
            assertThat(Files.readAllBytes(file)).isEqualTo(good);
            assertThat(incomplete).exists();
            Outcome accepted =
                    run(
                            home,
                            passphrase,
                            "backup",
                            "--accept-problems",
                            "1",
                            "--output",
                            file.toString());
            assertThat(accepted.status()).isZero();
            assertThat(Files.readAllBytes(file)).isNotEqualTo(good);
        }
        Outcome verified = run(home, passphrase, "restore", "--verify", incomplete.toString());
        assertThat(verified.text()).contains("can be restored, but lacks files");
        assertThat(verified.status()).isEqualTo(3);
    }

    /// Two of its servers would have no other way to the same secrets than the operator.
    @Test
    void aRestoreOntoAnotherPostgresBringsTheSecretsAndSaysSo() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        String file = folder.resolve("one.backup").toString();
        Map<String, String> environment = new HashMap<>();
        environment.put("BACKUP_PASSPHRASE", "correct horse battery");
        try (ChildServer server = ChildServer.start(home)) {
            register(server);
            assertThat(run(home, environment, "backup", "--output", file).status()).isZero();
        }
        DatabaseSettings target = Postgres.empty();
        environment.put("PG_HOST", target.host());
        environment.put("PG_PORT", Integer.toString(target.port()));
        environment.put("PG_DATABASE", target.database());
        environment.put("PG_USER", target.user());
        environment.put("PG_PASSWORD", target.password());
        environment.put("JWT_SECRET", "a new one of thirty-two letters or so");

        Outcome refused = run(elsewhere, environment, "restore", file);
        assertThat(refused.text())
                .contains("everybody would have to sign in anew", "--sign-everybody-out");
        assertThat(refused.status()).isEqualTo(1);
        environment.remove("JWT_SECRET");
        Outcome restored = run(elsewhere, environment, "restore", file);

        Path secrets = elsewhere.resolve("data/secrets");
        assertThat(restored.text())
                .contains(
                        "JWT_SECRET: " + secrets.resolve("jwt-secret"),
                        "MASTER_KEY: " + secrets.resolve("master-key"),
                        "Restored.");
        assertThat(restored.status()).isZero();
        for (String secret : List.of("jwt-secret", "master-key")) {
            assertThat(secrets.resolve(secret))
                    .hasSameTextualContentAs(home.resolve("data/secrets").resolve(secret));
        }
        assertThat(run(elsewhere, environment, "start").text())
                .as("a server needs them in its environment")
                .contains("JWT_SECRET: required");
    }

    private static String register(ChildServer server) {
        long id =
                server.api()
                        .post(
                                "/api/auth/register",
                                Map.of(
                                        "name", "Ada",
                                        "email", "ada@kocmoc.test",
                                        "password", "correct horse"))
                        .expect(201)
                        .json()
                        .path("userId")
                        .asLong();
        return server.api()
                .post(
                        "/api/auth/verify-email",
                        Map.of("userId", id, "code", server.mails().code("ada@kocmoc.test")))
                .expect(200)
                .json()
                .path("token")
                .asString();
    }

    /// Ada is the second account after the administrator, and the chat one with herself.
    private static long note(Api ada, String text) {
        long chat =
                ada.post("/api/chats", Map.of("participantIds", List.of(2)))
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        ada.post("/api/messages/" + chat, Map.of("text", text)).expect(201);
        return chat;
    }

    /// The PostgreSQL of a killed server goes on; its files are about to be removed.
    private static void stopOrphan(Path first) throws Exception {
        long pid =
                Long.parseLong(
                        Files.readAllLines(first.resolve("data/pg/postmaster.pid")).getFirst());
        ProcessHandle orphan = ProcessHandle.of(pid).orElseThrow();
        orphan.destroy();
        orphan.onExit().get(20, TimeUnit.SECONDS);
    }
}
