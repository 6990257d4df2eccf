package org.kocmoc.testkit;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.Migrations;
import org.kocmoc.db.TestCluster;

/// A fresh, migrated database for each test class:
///
///     @RegisterExtension static final Postgres postgres = new Postgres();
///     … postgres.database().write(handle -> …)
///
/// Databases are clones of one migrated template, which takes a few tens of milliseconds. The server
/// is the one of `TEST_DATABASE_URL` (`postgresql://user:password@host:port/database`, an account
/// that may create databases) or a private cluster of this JVM.
public final class Postgres implements BeforeAllCallback, AfterAllCallback {
    private static final AtomicInteger CLONES = new AtomicInteger();
    private static final String PREFIX = "kocmoc_test_" + ProcessHandle.current().pid() + "_";

    private @Nullable Database database;
    private @Nullable DatabaseSettings settings;

    /// The database of the running test class.
    public Database database() {
        return Objects.requireNonNull(database, "Only between BeforeAll and AfterAll");
    }

    /// How to reach it, for a server or a pool of one's own.
    public DatabaseSettings settings() {
        return Objects.requireNonNull(settings, "Only between BeforeAll and AfterAll");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        settings = Shared.clone(PREFIX + CLONES.incrementAndGet());
        database = new Database(settings);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        database().close();
        Shared.drop(settings().database());
    }

    /// A database without any table, which the caller need not drop.
    public static DatabaseSettings empty() {
        String name = PREFIX + CLONES.incrementAndGet();
        Shared.execute("CREATE DATABASE " + name);
        return another(Shared.SERVER, name);
    }

    /// Another database of the same server and account.
    public static DatabaseSettings another(DatabaseSettings one, String name) {
        return new DatabaseSettings(
                one.host(),
                one.port(),
                name,
                one.user(),
                one.password(),
                one.verifyTls(),
                one.poolSize());
    }

    /// Set up at the first use in this JVM.
    private static final class Shared {
        static final DatabaseSettings SERVER = server();
        static final String TEMPLATE = template();

        static DatabaseSettings clone(String name) throws SQLException {
            execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
            DatabaseSettings clone = another(SERVER, name);
            TestCluster.limitRole(clone);
            return clone;
        }

        static void drop(String name) {
            execute("DROP DATABASE " + name + " WITH (FORCE)");
        }

        static void execute(String sql) {
            String url =
                    "jdbc:postgresql://%s:%d/%s"
                            .formatted(SERVER.host(), SERVER.port(), SERVER.database());
            try (Connection connection =
                            DriverManager.getConnection(url, SERVER.user(), SERVER.password());
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }

        private static DatabaseSettings server() {
            String url = System.getenv("TEST_DATABASE_URL");
            if (url == null || url.isBlank()) {
                return TestCluster.start();
            }
            URI uri = URI.create(url);
            String[] account = uri.getUserInfo().split(":", 2);
            return new DatabaseSettings(
                    uri.getHost(),
                    uri.getPort() < 0 ? 5432 : uri.getPort(),
                    uri.getPath().substring(1),
                    account[0],
                    account[1],
                    false,
                    DatabaseSettings.DEFAULT_POOL_SIZE);
        }

        private static String template() {
            String name = PREFIX + "template";
            execute("CREATE DATABASE " + name);
            new Migrations(another(SERVER, name)).migrate();
            return name;
        }
    }
}
