package org.kocmoc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.kocmoc.Ports;
import org.kocmoc.Server;
import org.kocmoc.config.ConfigLoader;
import org.kocmoc.config.Sources;
import org.kocmoc.db.Database;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.http.Route;

/// The real server on a free loopback port with a database and data folder of its own, one per test
/// class:
///
///     @RegisterExtension static final TestServer server = new TestServer();
///     … server.api().post("/api/auth/login", Map.of(…))
public final class TestServer implements BeforeAllCallback, AfterAllCallback {
    /// 64 hexadecimal digits, so that tests can open what the server sealed.
    public static final String MASTER_KEY = "0123456789abcdef".repeat(4);

    /// Signs the tokens of test servers.
    public static final String JWT_SECRET = "a-secret-of-the-tests-only";

    /// The operator's token of test servers.
    public static final String ADMIN_TOKEN = "operator-token-of-the-tests";

    /// Sign-in of the administrator of test servers.
    public static final String ADMIN_EMAIL = "admin@kocmoc.test";

    /// Password of the administrator of test servers.
    public static final String ADMIN_PASSWORD = "admin-password-of-the-tests";

    private final Postgres postgres;
    private final boolean first;
    private final People people = new People(this);
    private final Map<String, String> environment = new HashMap<>();
    private UnaryOperator<DatabaseSettings> way = UnaryOperator.identity();
    private InstantSource clock = InstantSource.system();
    private Ports ports = Ports.STANDARD;
    private @Nullable Database moved;
    private @Nullable Path folder;
    private @Nullable Server server;

    /// A server with the usual test settings.
    public TestServer() {
        this(new Postgres(), true);
    }

    private TestServer(Postgres postgres, boolean first) {
        this.postgres = postgres;
        this.first = first;
        environment.put("PORT", "0");
        environment.put("KOCMOC_HOST", "127.0.0.1");
        environment.put("JWT_SECRET", JWT_SECRET);
        environment.put("MASTER_KEY", MASTER_KEY);
        environment.put("ADMIN_EMAIL", ADMIN_EMAIL);
        environment.put("ADMIN_PASSWORD", ADMIN_PASSWORD);
        environment.put("ADMIN_TOKEN", ADMIN_TOKEN);
        environment.put("RATE_LIMITS", "off");
    }

    /// Another server on the database of this one, with a data folder of its own. It must be
    /// started later than this one.
    public TestServer beside() {
        TestServer other = new TestServer(postgres, false);
        other.environment.putAll(environment);
        return other;
    }

    /// Sets a variable of the server's environment.
    public TestServer with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Lets the server reach its database another way than the tests do.
    ///
    /// @param detour given how the tests reach it, says how the server does
    public TestServer behind(UnaryOperator<DatabaseSettings> detour) {
        way = detour;
        return this;
    }

    /// Replaces the server's clock.
    public TestServer with(InstantSource replacement) {
        clock = replacement;
        return this;
    }

    /// Replaces parts below the features.
    public TestServer with(Ports replacement) {
        ports = replacement;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (first) {
            postgres.beforeAll(context);
        }
        folder = Files.createTempDirectory("kocmoc-test-");
        reach(way.apply(postgres.settings()));
        start();
    }

    private void reach(DatabaseSettings settings) {
        environment.put("PG_HOST", settings.host());
        environment.put("PG_PORT", Integer.toString(settings.port()));
        environment.put("PG_DATABASE", settings.database());
        environment.put("PG_USER", settings.user());
        environment.put("PG_PASSWORD", settings.password());
    }

    private void start() {
        server =
                Server.start(
                        ConfigLoader.load(Sources.of(environment, folder()), folder()),
                        clock,
                        ports);
    }

    /// Stops the server; it can be started again by [#restart].
    public void stop() {
        environment.put("PORT", Integer.toString(port()));
        running().close();
    }

    /// Stops the server and starts another one on the same port, database and folder.
    public void restart() {
        stop();
        start();
    }

    /// Stops the server and starts it on the same port with another database: as an operator does
    /// with one that was restored from a backup.
    public void moveTo(DatabaseSettings other) {
        stop();
        reach(other);
        moved = new Database(other);
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (server != null) {
            server.close();
        }
        if (moved != null) {
            moved.close();
        }
        if (first) {
            postgres.afterAll(context);
        }
        try (Stream<Path> files = Files.walk(folder())) {
            files.sorted(Comparator.reverseOrder()).forEach(TestServer::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A client without token.
    public Api api() {
        return new Api("http://127.0.0.1:" + running().port());
    }

    /// People who are signed in.
    public People people() {
        return people;
    }

    /// The mails that the server wrote as files.
    public Mails mails() {
        return new Mails(data().resolve("mail"));
    }

    /// The port in use.
    public int port() {
        return running().port();
    }

    /// Where it listens.
    public URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// The server's database.
    public Database database() {
        return moved == null ? postgres.database() : moved;
    }

    /// How to reach the server's database.
    public DatabaseSettings settings() {
        return postgres.settings();
    }

    /// The folder that the server was started in.
    public Path folder() {
        return Objects.requireNonNull(folder, "only while the test class runs");
    }

    /// The folder of everything that the server keeps.
    public Path data() {
        return folder().resolve("data");
    }

    /// The whole route table.
    public List<Route> routes() {
        return running().routes();
    }

    private Server running() {
        return Objects.requireNonNull(server, "only while the test class runs");
    }
}
