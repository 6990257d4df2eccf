package org.kocmoc.config;

import org.jspecify.annotations.Nullable;

/// Every variable that the server reads, with its default and meaning.
public enum Setting {
    PORT("3000", "port of the web client and the API"),
    KOCMOC_HOST("0.0.0.0", "address to listen on"),
    PUBLIC_URL(null, "address under which people reach the server, for links in mails"),
    KOCMOC_DATA("data", "folder of everything that the server keeps"),
    PUBLIC_DIR(null, "folder of another web client, instead of the built-in one"),
    PG_HOST("localhost", "host of an external PostgreSQL; setting it selects the external one"),
    PG_PORT("5432", "port of the external PostgreSQL"),
    PG_DATABASE("kocmoc", "name of the database"),
    PG_USER("kocmoc_user", "database user"),
    PG_PASSWORD(null, "database password; setting it selects the external PostgreSQL", true),
    PG_SSL("false", "true encrypts and verifies the certificate of PostgreSQL"),
    JWT_SECRET(null, "secret that signs tokens; required with an external PostgreSQL", true),
    JWT_TTL("30", "life of a token in days"),
    MASTER_KEY(null, "64 hexadecimal digits; encrypts what is stored", true),
    MASTER_KEY_PREVIOUS(null, "former master key, while everything is wrapped anew", true),
    ENCRYPT_AT_REST("on", "on or off: encrypt message texts before they are stored"),
    ADMIN_EMAIL("admin@kocmoc.ru", "sign-in of the first administrator"),
    ADMIN_PASSWORD(
            null, "password of the first administrator; generated and shown once if absent", true),
    ADMIN_TOKEN(
            null, "token of POST /admin/toggle-maintenance; the route is closed if absent", true),
    MAINTENANCE_FLAG("maintenance.flag", "file that is there while maintenance is on"),
    REGISTRATION("open", "open, invite or closed"),
    VERIFICATION_CODE_EXPIRES_MINUTES("15", "life of an emailed code"),
    SMTP_URL(null, "smtp://user:password@host:port or smtps://…; mails are files without it", true),
    NATS_URL(
            null,
            "nats://… or tls://… by comma, with user:password@; needed by more than one server",
            true),
    EMAIL_USER(null, "Gmail address, if SMTP_URL is absent"),
    EMAIL_PASS(null, "Gmail app password", true),
    EMAIL_FROM(null, "sender of mails; EMAIL_USER or kocmoc@localhost if absent"),
    TLS_CERT(null, "PEM file of the certificate chain, to serve HTTPS without a proxy"),
    TLS_KEY(null, "PEM file of the certificate's key"),
    TRUSTED_PROXIES(null, "addresses or networks whose X-Forwarded-For counts, by comma"),
    UPLOAD_MAX_MB("50", "largest upload in MiB"),
    UPLOAD_QUOTA_MB("2048", "all uploads of one account in MiB"),
    PUSH_TRUSTED_HOSTS(
            null, "push services that may have private addresses or plain HTTP, by comma"),
    S3_URL(
            null,
            "https://key:secret@host/bucket?region=… to keep uploads in an S3-compatible store",
            true),
    SOCKETS_MAX(
            "50000",
            "most sockets of this server at once; fewer if it may not open that many files"),
    RATE_LIMITS("on", "on or off; off is for tests and closed networks"),
    BACKUP_PASSPHRASE(null, "passphrase of backups; asked for if absent", true),
    LOG_FORMAT("text", "text or json"),
    LOG_LEVEL("info", "error, warn, info (with a line for each request), debug or trace"),
    OTEL_EXPORTER_OTLP_ENDPOINT(
            null, "address of an OpenTelemetry collector (OTLP over HTTP) to send traces to"),
    METRICS_TOKEN(
            null, "token of /metrics; without it only direct loopback callers may read it", true);

    private final @Nullable String absent;
    private final String meaning;
    private final boolean secret;

    Setting(@Nullable String absent, String meaning) {
        this(absent, meaning, false);
    }

    Setting(@Nullable String absent, String meaning, boolean secret) {
        this.absent = absent;
        this.meaning = meaning;
        this.secret = secret;
    }

    /// The value if the variable is absent or empty.
    public @Nullable String absent() {
        return absent;
    }

    /// What it is, in one line.
    public String meaning() {
        return meaning;
    }

    /// Whether the value is never shown.
    public boolean isSecret() {
        return secret;
    }
}
