package org.kocmoc.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.kocmoc.base.Secret;
import org.kocmoc.bus.NatsSettings;
import org.kocmoc.http.ClientAddress;
import org.kocmoc.http.HttpSettings;
import org.kocmoc.vault.MasterKey;

/// Reads and checks the configuration. Opens nothing, so that all problems are reported at once.
public final class ConfigLoader {
    /// Published example secrets, with which anybody could forge tokens.
    private static final Set<String> PUBLISHED_SECRETS =
            Set.of("your-secret-key-change-in-production", "your-secret-key", "secret");

    private static final int MIN_SECRET_CHARS = 8;
    private static final long MIB = 1 << 20;

    private final Sources sources;
    private final Path folder;
    private final boolean needsSecrets;
    private final List<String> problems = new ArrayList<>();

    private ConfigLoader(Sources sources, Path folder, boolean needsSecrets) {
        this.sources = sources;
        this.folder = folder;
        this.needsSecrets = needsSecrets;
    }

    /// The configuration of a server started in a folder.
    ///
    /// @throws ConfigException with all problems if a value is not allowed
    public static Config load(Sources sources, Path folder) {
        return load(new ConfigLoader(sources, folder, true));
    }

    /// The same for a restore, which may do without the secrets that a server needs: the backup
    /// brings them.
    ///
    /// @throws ConfigException with all problems if a value is not allowed
    public static Config loadForRestore(Sources sources, Path folder) {
        return load(new ConfigLoader(sources, folder, false));
    }

    private static Config load(ConfigLoader loader) {
        Config config = loader.config();
        if (!loader.problems.isEmpty()) {
            throw new ConfigException(loader.problems);
        }
        return config;
    }

    private Config config() {
        Optional<Config.ExternalDatabase> database = database();
        return new Config(
                http(),
                database,
                folder.resolve(text(Setting.KOCMOC_DATA)).toAbsolutePath().normalize(),
                accounts(),
                keys(database.isPresent()),
                mail(),
                operations());
    }

    private HttpSettings http() {
        Optional<Path> certificate = file(Setting.TLS_CERT);
        Optional<Path> key = file(Setting.TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            problems.add("TLS_CERT and TLS_KEY go together: set both or none");
        }
        Optional<Path> publicDir = optional(Setting.PUBLIC_DIR).map(folder::resolve);
        if (publicDir.isPresent() && !Files.isDirectory(publicDir.get())) {
            problems.add("PUBLIC_DIR: no such folder: " + publicDir.get());
        }
        List<String> proxies = list(Setting.TRUSTED_PROXIES);
        check(
                Setting.TRUSTED_PROXIES,
                "addresses or networks (CIDR) by comma",
                () -> new ClientAddress(proxies));
        return new HttpSettings(
                text(Setting.KOCMOC_HOST),
                (int) number(Setting.PORT, 0, 65_535),
                proxies,
                publicDir,
                certificate,
                key);
    }

    private Optional<Config.ExternalDatabase> database() {
        boolean external =
                sources.given(Setting.PG_HOST).isPresent() || sources.isNamed(Setting.PG_PASSWORD);
        int port = (int) number(Setting.PG_PORT, 1, 65_535);
        boolean ssl = choice(Setting.PG_SSL, List.of("true", "false")).equals("true");
        if (!external) {
            return Optional.empty();
        }
        Optional<String> password = optional(Setting.PG_PASSWORD);
        if (password.isEmpty()) {
            problems.add(
                    "PG_PASSWORD: required with an external PostgreSQL; leave PG_HOST and"
                            + " PG_PASSWORD out to use the embedded one");
        }
        return Optional.of(
                new Config.ExternalDatabase(
                        text(Setting.PG_HOST),
                        port,
                        text(Setting.PG_DATABASE),
                        text(Setting.PG_USER),
                        new Secret(password.orElse("")),
                        ssl));
    }

    private Config.Accounts accounts() {
        return new Config.Accounts(
                Config.Registration.valueOf(
                        choice(Setting.REGISTRATION, List.of("open", "invite", "closed"))
                                .toUpperCase(Locale.ROOT)),
                Duration.ofDays(number(Setting.JWT_TTL, 1, 3_650)),
                Duration.ofMinutes(number(Setting.VERIFICATION_CODE_EXPIRES_MINUTES, 1, 1_440)),
                text(Setting.ADMIN_EMAIL),
                secret(Setting.ADMIN_PASSWORD),
                parsed(Setting.PUBLIC_URL, "an http or https address", Addresses::web));
    }

    private Config.Keys keys(boolean external) {
        Optional<Secret> jwt = secret(Setting.JWT_SECRET);
        jwt.map(Secret::reveal).ifPresent(this::checkJwtSecret);
        for (Setting setting : List.of(Setting.JWT_SECRET, Setting.MASTER_KEY)) {
            if (external && needsSecrets && optional(setting).isEmpty()) {
                problems.add(
                        setting
                                + ": required with an external PostgreSQL, so that every server of"
                                + " it has the same; make one with: openssl rand -hex 32");
            }
        }
        boolean encrypt = choice(Setting.ENCRYPT_AT_REST, List.of("on", "off")).equals("on");
        return new Config.Keys(
                jwt,
                masterKey(Setting.MASTER_KEY),
                masterKey(Setting.MASTER_KEY_PREVIOUS),
                encrypt);
    }

    private void checkJwtSecret(String secret) {
        if (PUBLISHED_SECRETS.contains(secret)) {
            problems.add("JWT_SECRET: this is a published example, anybody could forge tokens");
        } else if (secret.length() < MIN_SECRET_CHARS) {
            problems.add("JWT_SECRET: at least " + MIN_SECRET_CHARS + " characters");
        }
    }

    private Optional<Secret> masterKey(Setting setting) {
        parsed(setting, "64 hexadecimal digits", MasterKey::parse);
        return secret(setting);
    }

    private Config.Mail mail() {
        Optional<String> user = optional(Setting.EMAIL_USER);
        Optional<String> password = optional(Setting.EMAIL_PASS);
        if (user.isPresent() != password.isPresent()) {
            problems.add("EMAIL_USER and EMAIL_PASS go together: set both or none");
        }
        parsed(Setting.SMTP_URL, "smtp://… or smtps://…", Addresses::smtp);
        Optional<String> gmail =
                user.flatMap(
                        name ->
                                password.map(
                                        pass ->
                                                "smtps://%s:%s@smtp.gmail.com:465"
                                                        .formatted(encode(name), encode(pass))));
        return new Config.Mail(
                optional(Setting.SMTP_URL).or(() -> gmail).map(Secret::new),
                optional(Setting.EMAIL_FROM).or(() -> user).orElse("kocmoc@localhost"));
    }

    private Config.Operations operations() {
        parsed(Setting.NATS_URL, "nats://… or tls://…, several by comma", NatsSettings::check);
        return new Config.Operations(
                secret(Setting.ADMIN_TOKEN),
                folder.resolve(text(Setting.MAINTENANCE_FLAG)).toAbsolutePath().normalize(),
                secret(Setting.METRICS_TOKEN),
                choice(Setting.LOG_FORMAT, List.of("text", "json")).equals("json"),
                choice(Setting.LOG_LEVEL, List.of("error", "warn", "info", "debug", "trace")),
                choice(Setting.RATE_LIMITS, List.of("on", "off")).equals("on"),
                (int) number(Setting.SOCKETS_MAX, 1, 10_000_000),
                Set.copyOf(list(Setting.PUSH_TRUSTED_HOSTS)),
                parsed(
                        Setting.OTEL_EXPORTER_OTLP_ENDPOINT,
                        "http://… or https://…",
                        Addresses::web),
                new Config.Uploads(
                        number(Setting.UPLOAD_MAX_MB, 1, 10_240) * MIB,
                        number(Setting.UPLOAD_QUOTA_MB, 1, 10_485_760) * MIB,
                        folder.resolve("uploads").toAbsolutePath().normalize(),
                        bucket()),
                secret(Setting.NATS_URL));
    }

    private Optional<Secret> bucket() {
        parsed(Setting.S3_URL, "https://key:secret@host/bucket", Addresses::bucket);
        return secret(Setting.S3_URL);
    }

    private Optional<String> optional(Setting setting) {
        return sources.value(setting).map(Sources.Value::text);
    }

    /// What stands between commas.
    private List<String> list(Setting setting) {
        return optional(setting)
                .map(text -> Arrays.stream(text.split(",")).map(String::strip).toList())
                .orElse(List.of());
    }

    private String text(Setting setting) {
        return optional(setting).orElse("");
    }

    private Optional<Secret> secret(Setting setting) {
        return optional(setting).map(Secret::new);
    }

    private Optional<Path> file(Setting setting) {
        Optional<Path> file = optional(setting).map(folder::resolve);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            problems.add(setting + ": cannot read the file " + file.get());
        }
        return file;
    }

    private long number(Setting setting, long min, long max) {
        String text = text(setting);
        if (text.matches("[0-9]{1,9}")) {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        problems.add(setting + ": a whole number from " + min + " to " + max + ", not " + text);
        return min;
    }

    private String choice(Setting setting, List<String> allowed) {
        String value = text(setting).toLowerCase(Locale.ROOT);
        if (!allowed.contains(value)) {
            problems.add(setting + ": one of " + String.join(", ", allowed) + ", not " + value);
            return allowed.getFirst();
        }
        return value;
    }

    private <T> Optional<T> parsed(Setting setting, String allowed, Function<String, T> parser) {
        try {
            return optional(setting).map(parser);
        } catch (IllegalArgumentException e) {
            // The value itself is not repeated: it may be a secret.
            problems.add(setting + ": " + allowed);
            return Optional.empty();
        }
    }

    private void check(Setting setting, String allowed, Runnable parser) {
        try {
            parser.run();
        } catch (IllegalArgumentException e) {
            problems.add(setting + ": " + allowed);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
