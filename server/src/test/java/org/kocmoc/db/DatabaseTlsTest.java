package org.kocmoc.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.testkit.OwnCertificate;

/// A PostgreSQL that speaks TLS with a certificate that nobody vouches for.
class DatabaseTlsTest {
    @Test
    void anUncheckedCertificateIsRefused(@TempDir Path folder) throws Exception {
        OwnCertificate certificate = OwnCertificate.make(folder);
        try (LocalPostgres postgres =
                LocalPostgres.start(
                        folder.resolve("data"),
                        TestCluster::bundled,
                        new LocalPostgres.Options(false, true))) {
            Path cluster = folder.resolve("data/pg");
            write(cluster, "server.crt", certificate.certificate());
            write(cluster, "server.key", certificate.key());
            LegacyDatabase superuser = new LegacyDatabase(postgres.admin());
            superuser.execute("ALTER SYSTEM SET ssl = on");
            superuser.execute("SELECT pg_reload_conf()");
            DatabaseSettings unchecked = postgres.settings();
            while (!isEncrypted(unchecked)) {
                Thread.sleep(20);
            }

            DatabaseSettings checked =
                    new DatabaseSettings(
                            "localhost",
                            unchecked.port(),
                            unchecked.database(),
                            unchecked.user(),
                            unchecked.password(),
                            true,
                            1);
            assertThatThrownBy(() -> checked.singleConnections().getConnection().close())
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining("unable to find valid certification path");
        }
    }

    private static void write(Path cluster, String name, String content) throws Exception {
        Path file = Files.writeString(cluster.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(file, Files.getOwner(cluster));
    }

    private static boolean isEncrypted(DatabaseSettings settings) throws SQLException {
        try (Connection connection = settings.singleConnections().getConnection();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            assertThat(rows.next()).isTrue();
            return rows.getBoolean(1);
        }
    }
}
