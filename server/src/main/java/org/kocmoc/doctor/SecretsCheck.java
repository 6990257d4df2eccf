package org.kocmoc.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.kocmoc.base.Secret;
import org.kocmoc.config.Config;

/// Whether secrets are strong, and readable by the server's account only.
final class SecretsCheck implements Check {
    /// HS256 is no stronger than its secret; RFC 7518 asks for as many bytes as the hash has.
    private static final int GOOD_SECRET_CHARS = 32;

    private static final int MIN_TOKEN_CHARS = 16;

    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final Config config;

    SecretsCheck(Config config) {
        this.config = config;
    }

    @Override
    public List<Finding> run() throws IOException {
        List<Finding> findings = new ArrayList<>();
        weak("JWT_SECRET", config.keys().jwt(), GOOD_SECRET_CHARS).ifPresent(findings::add);
        weak("ADMIN_TOKEN", config.operations().adminToken(), MIN_TOKEN_CHARS)
                .ifPresent(findings::add);
        weak("METRICS_TOKEN", config.operations().metricsToken(), MIN_TOKEN_CHARS)
                .ifPresent(findings::add);
        Path folder = config.data().resolve("secrets");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.flatMap(file -> open(file).stream()).forEach(findings::add);
            }
        }
        config.http().tlsKey().flatMap(SecretsCheck::open).ifPresent(findings::add);
        if (findings.isEmpty()) {
            findings.add(Finding.ok("strong and private"));
        }
        return findings;
    }

    private static Optional<Finding> weak(String name, Optional<Secret> secret, int good) {
        return secret.filter(s -> s.reveal().length() < good)
                .map(
                        s ->
                                Finding.warning(
                                        name + " has fewer than " + good + " characters",
                                        "Make a new one: openssl rand -hex 32"));
    }

    private static Optional<Finding> open(Path file) {
        try {
            if (OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                return Optional.empty();
            }
            return Optional.of(
                    Finding.problem(
                            file + " can be read by other accounts",
                            "chmod go-rwx '" + file + "'"));
        } catch (IOException e) {
            return Optional.of(Finding.problem(file + " cannot be looked at", e.getMessage() + ""));
        } catch (UnsupportedOperationException e) {
            // A file system without POSIX permissions has nothing to compare.
            return Optional.empty();
        }
    }
}
