package org.kocmoc.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.kocmoc.base.Secret;
import org.kocmoc.http.HttpSettings;

/// The effective configuration, checked and typed. Secrets never print.
///
/// @param http where and how to listen
/// @param database the external database; empty means the embedded one
/// @param data folder of everything that the server keeps, absolute
/// @param accounts sign-in and registration
/// @param keys secrets given from outside
/// @param mail how mails leave
/// @param operations maintenance, metrics, logs, limits
public record Config(
        HttpSettings http,
        Optional<ExternalDatabase> database,
        Path data,
        Accounts accounts,
        Keys keys,
        Mail mail,
        Operations operations) {
    /// An external PostgreSQL.
    public record ExternalDatabase(
            String host, int port, String name, String user, Secret password, boolean ssl) {}

    /// Sign-in and registration.
    public record Accounts(
            Registration registration,
            Duration tokenLife,
            Duration codeLife,
            String adminEmail,
            Optional<Secret> adminPassword,
            Optional<URI> publicUrl) {}

    /// Who may register.
    public enum Registration {
        OPEN,
        INVITE,
        CLOSED
    }

    /// Secrets given from outside; absent ones are generated once, with the embedded database only.
    public record Keys(
            Optional<Secret> jwt,
            Optional<Secret> master,
            Optional<Secret> previousMaster,
            boolean encryptAtRest) {}

    /// How mails leave: by SMTP, or as files if there is no server.
    public record Mail(Optional<Secret> smtpUrl, String from) {}

    /// Maintenance, metrics, logs, limits, and what carries nudges between several servers.
    ///
    /// @param socketsMax most sockets at once
    /// @param pushHosts names of push services that may be anywhere
    public record Operations(
            Optional<Secret> adminToken,
            Path maintenanceFlag,
            Optional<Secret> metricsToken,
            boolean jsonLogs,
            String logLevel,
            boolean rateLimits,
            int socketsMax,
            Set<String> pushHosts,
            Optional<URI> traces,
            Uploads uploads,
            Optional<Secret> natsUrl) {}

    /// Files that people send.
    ///
    /// @param maxBytes a file must be smaller than this
    /// @param quotaBytes what one account may keep
    /// @param legacyFolder where the replaced server kept its files, if it ran in the start folder
    /// @param s3 address of the bucket to keep them in, instead of the data folder
    public record Uploads(long maxBytes, long quotaBytes, Path legacyFolder, Optional<Secret> s3) {}
}
