package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.SmallDisk;
import org.kocmoc.testkit.TestServer;

/// `export-legacy` in a process of its own. New passwords are nowhere but in its file, so without
/// that there must be no export.
class ExportLegacyCommandTest {
    private record Outcome(int status, String text) {}

    @RegisterExtension static final TestServer server = new TestServer();

    @TempDir Path folder;

    private final DatabaseSettings target = Postgres.empty();

    private Outcome export(Path passwords) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseCompactObjectHeaders",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "export-legacy",
                        "--uploads",
                        folder.resolve("uploads").toString(),
                        "--passwords",
                        passwords.toString());
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment());
        Path log = folder.resolve("log");
        Process process = builder.redirectOutput(log.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(log));
    }

    private Map<String, String> environment() {
        DatabaseSettings source = server.settings();
        Map<String, String> environment = new HashMap<>();
        environment.put("PG_HOST", source.host());
        environment.put("PG_PORT", Integer.toString(source.port()));
        environment.put("PG_DATABASE", source.database());
        environment.put("PG_USER", source.user());
        environment.put("PG_PASSWORD", source.password());
        environment.put("JWT_SECRET", TestServer.JWT_SECRET);
        environment.put("MASTER_KEY", TestServer.MASTER_KEY);
        environment.put(
                "LEGACY_DATABASE_URL",
                "postgresql://%s:%s@%s:%d/%s"
                        .formatted(
                                target.user(),
                                target.password(),
                                target.host(),
                                target.port(),
                                target.database()));
        return environment;
    }

    private List<String> tables() {
        try (Database database = new Database(target.withPoolSize(1))) {
            return database.read(
                    handle ->
                            handle.createQuery(
                                            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace")
                                    .mapTo(String.class)
                                    .list());
        }
    }

    @Test
    void newPasswordsAreWrittenForTheirOwnerOnly() throws Exception {
        Path passwords = folder.resolve("passwords");

        Outcome outcome = export(passwords);

        assertThat(outcome.text()).contains("New passwords: ");
        assertThat(outcome.status()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwords)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(passwords)).containsPattern("(?m)^\\S+@\\S+\t\\S{12}$");
        assertThat(tables()).contains("users");

        String before = Files.readString(passwords);
        Outcome again = export(passwords);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.text()).contains("is there already").doesNotContain("\tat ");
        assertThat(passwords).hasContent(before);
    }

    @Test
    void withoutAFolderForThePasswordsNothingIsExported() throws Exception {
        Outcome outcome = export(folder.resolve("none/passwords"));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.text()).contains("nothing was exported").doesNotContain("\tat ");
        assertThat(tables()).isEmpty();
    }

    @Test
    void withoutRoomForThePasswordsNothingIsExported() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(SmallDisk.mount(disk, "64k"), "this account may not mount a small disk");
        try {
            SmallDisk.fill(disk.resolve("filler"));

            Outcome outcome = export(disk.resolve("passwords"));

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.text()).contains("nothing was exported").doesNotContain("\tat ");
            assertThat(tables()).isEmpty();
            assertThat(disk.resolve("passwords")).doesNotExist();
        } finally {
            SmallDisk.unmount(disk);
        }
    }
}
