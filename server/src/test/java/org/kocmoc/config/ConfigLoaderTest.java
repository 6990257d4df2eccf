package org.kocmoc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.Secret;

class ConfigLoaderTest {
    private static final String MASTER = "0123456789abcdef".repeat(4);

    /// What the project's founding document shows, with its comments stripped.
    private static final String FOUNDING_DOCUMENT =
            """
            PORT=3000
            PG_HOST=localhost
            PG_PORT=5432
            PG_DATABASE=kocmoc
            PG_USER=kocmoc_user
            PG_PASSWORD=
            PG_SSL=false
            JWT_SECRET=your-secret-key-change-in-production
            JWT_TTL=30
            ADMIN_TOKEN=
            MAINTENANCE_FLAG=maintenance.flag
            """;

    @TempDir Path folder;

    private Config load(Map<String, String> environment) {
        return ConfigLoader.load(Sources.of(environment, folder), folder);
    }

    private List<String> problems(Map<String, String> environment) {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> load(environment));
        assertThat(refused).isNotNull();
        return refused.problems();
    }

    @Test
    void nothingSetMeansTheEmbeddedDatabaseAndAllDefaults() {
        Config config = load(Map.of());

        assertThat(config.database()).isEmpty();
        assertThat(config.http().port()).isEqualTo(3000);
        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.http().trustedProxies()).isEmpty();
        assertThat(config.http().publicDir()).isEmpty();
        assertThat(config.http().tlsCertificate()).isEmpty();
        assertThat(config.data()).isEqualTo(folder.resolve("data"));
        assertThat(config.accounts().registration()).isEqualTo(Config.Registration.OPEN);
        assertThat(config.accounts().tokenLife()).isEqualTo(Duration.ofDays(30));
        assertThat(config.accounts().codeLife()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.accounts().adminEmail()).isEqualTo("admin@kocmoc.ru");
        assertThat(config.accounts().adminPassword()).isEmpty();
        assertThat(config.accounts().publicUrl()).isEmpty();
        assertThat(config.keys().jwt()).isEmpty();
        assertThat(config.keys().master()).isEmpty();
        assertThat(config.keys().encryptAtRest()).isTrue();
        assertThat(config.mail().smtpUrl()).isEmpty();
        assertThat(config.mail().from()).isEqualTo("kocmoc@localhost");
        assertThat(config.operations().adminToken()).isEmpty();
        assertThat(config.operations().maintenanceFlag())
                .isEqualTo(folder.resolve("maintenance.flag"));
        assertThat(config.operations().metricsToken()).isEmpty();
        assertThat(config.operations().jsonLogs()).isFalse();
        assertThat(config.operations().rateLimits()).isTrue();
        assertThat(config.operations().uploads().maxBytes()).isEqualTo(50L << 20);
        assertThat(config.operations().uploads().quotaBytes()).isEqualTo(2048L << 20);
    }

    @Test
    void everyVariableReachesItsPlace() throws IOException {
        Path certificate = Files.writeString(folder.resolve("c.pem"), "c");
        Path key = Files.writeString(folder.resolve("k.pem"), "k");
        Path client = Files.createDirectory(folder.resolve("client"));
        Map<String, String> all = new HashMap<>();
        all.put("PORT", "8443");
        all.put("KOCMOC_HOST", "127.0.0.1");
        all.put("PUBLIC_URL", "https://chat.example.org");
        all.put("KOCMOC_DATA", "/var/lib/kocmoc");
        all.put("PUBLIC_DIR", "client");
        all.put("PG_HOST", "db.example.org");
        all.put("PG_PORT", "6432");
        all.put("PG_DATABASE", "chat");
        all.put("PG_USER", "chatter");
        all.put("PG_PASSWORD", "pg-password");
        all.put("PG_SSL", "true");
        all.put("JWT_SECRET", "jwt-secret-of-a-test");
        all.put("JWT_TTL", "7");
        all.put("MASTER_KEY", MASTER);
        all.put("MASTER_KEY_PREVIOUS", "f".repeat(64));
        all.put("ENCRYPT_AT_REST", "off");
        all.put("ADMIN_EMAIL", "root@example.org");
        all.put("ADMIN_PASSWORD", "admin-password");
        all.put("ADMIN_TOKEN", "admin-token");
        all.put("MAINTENANCE_FLAG", "down");
        all.put("REGISTRATION", "invite");
        all.put("VERIFICATION_CODE_EXPIRES_MINUTES", "5");
        all.put("SMTP_URL", "smtps://u:p@mail.example.org:465");
        all.put("NATS_URL", "nats://u:p@nats.example.org:4222");
        all.put("EMAIL_USER", "old@gmail.com");
        all.put("EMAIL_PASS", "old");
        all.put("EMAIL_FROM", "chat@example.org");
        all.put("TLS_CERT", "c.pem");
        all.put("TLS_KEY", "k.pem");
        all.put("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8");
        all.put("UPLOAD_MAX_MB", "10");
        all.put("UPLOAD_QUOTA_MB", "100");
        all.put("PUSH_TRUSTED_HOSTS", "push.example.org");
        all.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        all.put("S3_URL", "https://key:secret@s3.kocmoc.test/kocmoc?region=eu-1");
        all.put("SOCKETS_MAX", "1000");
        all.put("RATE_LIMITS", "off");
        all.put("LOG_FORMAT", "json");
        all.put("LOG_LEVEL", "WARN");
        all.put("METRICS_TOKEN", "metrics-token");
        all.put("BACKUP_PASSPHRASE", "passphrase of a backup");
        assertThat(all.keySet())
                .isEqualTo(
                        Set.copyOf(EnumSet.allOf(Setting.class).stream().map(Enum::name).toList()));

        Config config = load(all);

        assertThat(config.http().port()).isEqualTo(8443);
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.http().publicDir()).contains(client);
        assertThat(config.http().tlsCertificate()).contains(certificate);
        assertThat(config.http().tlsKey()).contains(key);
        assertThat(config.http().trustedProxies()).containsExactly("127.0.0.1", "10.0.0.0/8");
        assertThat(config.operations().pushHosts()).containsExactly("push.example.org");
        assertThat(config.operations().traces().orElseThrow()).hasPort(4318);
        assertThat(config.operations().uploads().s3()).isPresent();
        assertThat(config.data()).isEqualTo(Path.of("/var/lib/kocmoc"));
        assertThat(config.database())
                .contains(
                        new Config.ExternalDatabase(
                                "db.example.org",
                                6432,
                                "chat",
                                "chatter",
                                new Secret("pg-password"),
                                true));
        assertThat(config.accounts().publicUrl().orElseThrow())
                .hasToString("https://chat.example.org");
        assertThat(config.accounts().tokenLife()).isEqualTo(Duration.ofDays(7));
        assertThat(config.accounts().codeLife()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.accounts().registration()).isEqualTo(Config.Registration.INVITE);
        assertThat(config.accounts().adminEmail()).isEqualTo("root@example.org");
        assertThat(config.accounts().adminPassword()).contains(new Secret("admin-password"));
        assertThat(config.keys().jwt()).contains(new Secret("jwt-secret-of-a-test"));
        assertThat(config.keys().master()).contains(new Secret(MASTER));
        assertThat(config.keys().previousMaster()).contains(new Secret("f".repeat(64)));
        assertThat(config.keys().encryptAtRest()).isFalse();
        assertThat(config.mail().smtpUrl())
                .contains(new Secret("smtps://u:p@mail.example.org:465"));
        assertThat(config.mail().from()).isEqualTo("chat@example.org");
        assertThat(config.operations().adminToken()).contains(new Secret("admin-token"));
        assertThat(config.operations().maintenanceFlag()).isEqualTo(folder.resolve("down"));
        assertThat(config.operations().metricsToken()).contains(new Secret("metrics-token"));
        assertThat(config.operations().jsonLogs()).isTrue();
        assertThat(config.operations().logLevel()).isEqualTo("warn");
        assertThat(config.operations().rateLimits()).isFalse();
        assertThat(config.operations().uploads().maxBytes()).isEqualTo(10L << 20);
        assertThat(config.operations().uploads().quotaBytes()).isEqualTo(100L << 20);
    }

    @Test
    void oldGmailVariablesBecomeAnSmtpAddress() {
        Config config =
                load(Map.of("EMAIL_USER", "ada@gmail.com", "EMAIL_PASS", "four word pass/word"));

        assertThat(config.mail().smtpUrl())
                .contains(
                        new Secret(
                                "smtps://ada%40gmail.com:four%20word%20pass%2Fword@smtp.gmail.com:465"));
        assertThat(config.mail().from()).isEqualTo("ada@gmail.com");
    }

    @Test
    void theEnvironmentWinsOverTheFileAndTheFileOverTheDefault() throws IOException {
        Files.writeString(folder.resolve(".env"), "PORT=4000\nJWT_TTL=3\nLOG_FORMAT=json\n");

        Config config = load(Map.of("PORT", "5000", "JWT_TTL", " "));

        assertThat(config.http().port()).isEqualTo(5000);
        assertThat(config.accounts().tokenLife()).isEqualTo(Duration.ofDays(3));
        assertThat(config.operations().jsonLogs()).isTrue();
    }

    @Test
    void allProblemsAreReportedAtOnceAndNoneShowsASecret() {
        Map<String, String> bad = new HashMap<>();
        bad.put("PORT", "70000");
        bad.put("PG_HOST", "db");
        bad.put("PG_SSL", "maybe");
        bad.put("JWT_SECRET", "short");
        bad.put("JWT_TTL", "forever");
        bad.put("MASTER_KEY", "not-hexadecimal");
        bad.put("REGISTRATION", "sometimes");
        bad.put("PUBLIC_URL", "chat");
        bad.put("PUBLIC_DIR", "nowhere");
        bad.put("SMTP_URL", "http://user:hunter2@mail");
        bad.put("EMAIL_USER", "ada@gmail.com");
        bad.put("TLS_CERT", "missing.pem");
        bad.put("TRUSTED_PROXIES", "proxy.example.org");
        bad.put("S3_URL", "https://key@s3.example.org/kocmoc");
        bad.put("SOCKETS_MAX", "0");
        bad.put("RATE_LIMITS", "yes");
        bad.put("LOG_LEVEL", "loud");

        List<String> problems = problems(bad);

        for (String name :
                List.of(
                        "PORT",
                        "PG_PASSWORD",
                        "PG_SSL",
                        "JWT_SECRET",
                        "JWT_TTL",
                        "MASTER_KEY",
                        "REGISTRATION",
                        "PUBLIC_URL",
                        "PUBLIC_DIR",
                        "SMTP_URL",
                        "EMAIL_USER",
                        "TLS_CERT",
                        "TRUSTED_PROXIES",
                        "SOCKETS_MAX",
                        "RATE_LIMITS",
                        "LOG_LEVEL")) {
            assertThat(problems).as(name).anyMatch(problem -> problem.startsWith(name));
        }
        assertThat(String.join(" ", problems))
                .doesNotContain("hunter2", "not-hexadecimal", "short");
    }

    @Test
    void aRestoreOntoAnExternalPostgresNeedsNoSecrets() {
        Sources sources =
                Sources.of(Map.of("PG_HOST", "db.example", "PG_PASSWORD", "secret"), folder);

        assertThat(ConfigLoader.loadForRestore(sources, folder).keys().jwt()).isEmpty();
        assertThat(
                        catchThrowableOfType(
                                ConfigException.class, () -> ConfigLoader.load(sources, folder)))
                .isNotNull();
    }

    @Test
    void theFoundingDocumentsBlockIsRefusedForItsExampleSecretAndEmptyPassword()
            throws IOException {
        Files.writeString(folder.resolve(".env"), FOUNDING_DOCUMENT);

        assertThat(problems(Map.of()))
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("PG_PASSWORD: required"),
                        problem ->
                                assertThat(problem).startsWith("JWT_SECRET: this is a published"),
                        problem -> assertThat(problem).startsWith("MASTER_KEY: required"));
    }

    @Test
    void theFoundingDocumentsBlockWorksOnceItsSecretsAreFilledIn() throws IOException {
        Files.writeString(folder.resolve(".env"), FOUNDING_DOCUMENT);

        Config config =
                load(
                        Map.of(
                                "PG_PASSWORD", "secret-of-pg",
                                "JWT_SECRET", "a-secret-of-one's-own",
                                "MASTER_KEY", MASTER));

        assertThat(config.database())
                .contains(
                        new Config.ExternalDatabase(
                                "localhost",
                                5432,
                                "kocmoc",
                                "kocmoc_user",
                                new Secret("secret-of-pg"),
                                false));
        assertThat(config.operations().adminToken()).isEmpty();
        assertThat(config.accounts().tokenLife()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void secretsNeverPrint() {
        Config config =
                load(
                        Map.of(
                                "JWT_SECRET", "jwt-secret-of-a-test",
                                "ADMIN_PASSWORD", "admin-password",
                                "SMTP_URL", "smtp://u:hunter2@mail:25"));

        assertThat(config.toString())
                .doesNotContain("jwt-secret-of-a-test", "admin-password", "hunter2")
                .contains("***");
    }
}
