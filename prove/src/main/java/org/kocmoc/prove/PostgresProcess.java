package org.kocmoc.prove;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.LocalPostgres;

/// A PostgreSQL of the prover's own, from the binaries that the server brings, behind a port that
/// stays the same over restarts. The server under test takes it for an external one. One thread.
final class PostgresProcess implements AutoCloseable {
    private final Path folder;
    private final TcpProxy proxy;
    private LocalPostgres postgres;
    private volatile int port;

    private PostgresProcess(Path folder, LocalPostgres postgres) throws IOException {
        this.folder = folder;
        this.postgres = postgres;
        this.port = postgres.settings().port();
        this.proxy = new TcpProxy(() -> port);
    }

    static PostgresProcess start(Path folder) throws IOException {
        return new PostgresProcess(folder, LocalPostgres.start(folder));
    }

    /// The variables by which a server finds it.
    Map<String, String> environment() {
        DatabaseSettings settings = postgres.settings();
        return Map.of(
                "PG_HOST", "127.0.0.1",
                "PG_PORT", Integer.toString(proxy.port()),
                "PG_DATABASE", settings.database(),
                "PG_USER", settings.user(),
                "PG_PASSWORD", settings.password());
    }

    /// The way around the proxy.
    DatabaseSettings settings() {
        return postgres.settings();
    }

    /// Stops it, which breaks all connections, and starts it again.
    void restart() throws IOException {
        postgres.close();
        postgres = LocalPostgres.start(folder);
        port = postgres.settings().port();
    }

    /// Drops the connections of the server, some in the middle of a statement or COMMIT.
    void cut() {
        proxy.cut(100);
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        postgres.close();
    }
}
