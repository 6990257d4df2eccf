package org.kocmoc.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL of the server's own, for installations that name no other: its programs come with
/// the server, its data lives in `pg/` below the data directory, it listens on a free port of the
/// loopback interface and asks for a generated password.
///
/// It is no child of the terminal, so Ctrl-C does not reach it before the server has finished. When
/// the server is killed it goes on running; the next start stops it and starts it again; when it
/// dies itself, it is started again on the same port ([PostgresWatch]). A lock file keeps two
/// servers from one directory. Sorts and folds case by Unicode code point with PostgreSQL's
/// built-in `C.UTF-8`, which no update of the operating system changes, so that no index breaks;
/// clients sort names for people.
public final class LocalPostgres implements AutoCloseable {
    private static final String NAME = "kocmoc";
    private static final int ATTEMPTS = 3;

    /// `cannot_connect_now`: it starts, stops, or replays its log.
    private static final String REFUSES = "57P03";

    private final Path cluster;
    private final PostgresCommand command;
    private final FileChannel lock;
    private final DatabaseSettings admin;
    private @Nullable PostgresWatch watch;

    private LocalPostgres(
            Path cluster, PostgresCommand command, FileChannel lock, DatabaseSettings admin) {
        this.cluster = cluster;
        this.command = command;
        this.lock = lock;
        this.admin = admin;
    }

    /// How it is run.
    ///
    /// @param durable false: a crash of the machine may lose data, but tests are faster
    /// @param namespaces whether root may try user namespaces
    record Options(boolean durable, boolean namespaces) {}

    /// Starts the one in `data`, made at the first call, and returns when it accepts connections.
    ///
    /// @throws IOException with what to do, if it cannot be started
    public static LocalPostgres start(Path data) throws IOException {
        return start(data, () -> PostgresBinaries.of(data), new Options(true, true));
    }

    static LocalPostgres start(Path data, PostgresBinaries.Source source, Options options)
            throws IOException {
        var directory = new DataDirectory(data);
        FileChannel lock = directory.lock();
        try {
            PostgresBinaries binaries = source.get();
            String password = directory.password();
            directory.initialise(binaries, options);
            directory.refuseOtherMajor(binaries.major());
            Path cluster = directory.cluster();
            PostgresCommand command = PostgresCommand.on(cluster, binaries, options.namespaces());
            Postmaster.clear(cluster, command);
            int port = launch(directory, command, options);
            var admin = settings(port, DataDirectory.SUPERUSER, password);
            var postgres = new LocalPostgres(cluster, command, lock, admin);
            postgres.ensureDatabase();
            postgres.watch();
            return postgres;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// The one that a server runs in `data` at this moment, for commands beside that server.
    public static Optional<DatabaseSettings> running(Path data) throws IOException {
        var directory = new DataDirectory(data);
        Optional<Postmaster> postmaster = Postmaster.of(directory.cluster());
        if (postmaster.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(settings(postmaster.get().port(), NAME, directory.password()));
    }

    /// How to reach the server's database, as its owner.
    public DatabaseSettings settings() {
        return settings(admin.port(), NAME, admin.password());
    }

    /// The superuser's way in.
    DatabaseSettings admin() {
        return admin;
    }

    /// Starts it again if it dies. Where a running one cannot be told from a dead one, it is left
    /// alone.
    private void watch() throws IOException {
        if (isRunning()) {
            watch =
                    new PostgresWatch(
                            new PostgresWatch.Postgres() {
                                @Override
                                public boolean lives() throws IOException {
                                    return isRunning();
                                }

                                @Override
                                public void start() throws IOException {
                                    Postmaster.clear(cluster, command);
                                    begin(cluster, command);
                                }

                                @Override
                                public boolean isIdleAndRefuses() {
                                    return refuses() && !Postmaster.isReplaying(cluster);
                                }

                                @Override
                                public String lastWords() {
                                    return Postmaster.lastWords(cluster);
                                }
                            });
        }
    }

    private boolean refuses() {
        try {
            admin.singleConnections().getConnection().close();
            return false;
        } catch (SQLException e) {
            return REFUSES.equals(e.getSQLState());
        }
    }

    private boolean isRunning() throws IOException {
        return Postmaster.of(cluster).isPresent();
    }

    /// Ends connections, writes everything to disk and stops.
    @Override
    public void close() throws IOException {
        try (lock) {
            boolean died = false;
            if (watch != null) {
                watch.close();
                died = !isRunning();
            }
            if (!died) {
                Postmaster.stop(cluster, command);
            }
        }
    }

    /// A port that is free when looked at may be taken a moment later, hence the attempts.
    private static int launch(DataDirectory directory, PostgresCommand command, Options options)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            directory.configure(port, options);
            try {
                begin(directory.cluster(), command);
                return port;
            } catch (IOException e) {
                if (attempt == ATTEMPTS
                        || !String.valueOf(e.getMessage()).contains("could not bind")) {
                    throw e;
                }
            }
        }
    }

    /// Starts it as it is configured, and returns when it accepts connections.
    private static void begin(Path cluster, PostgresCommand command) throws IOException {
        Path log = cluster.resolve("start.log");
        Files.deleteIfExists(log);
        try {
            command.run(
                    "pg_ctl",
                    "start",
                    "-D",
                    cluster.toString(),
                    "-l",
                    log.toString(),
                    "-w",
                    "-t",
                    "120");
        } catch (IOException e) {
            String said = Files.exists(log) ? Files.readString(log).strip() : "";
            throw new IOException(
                    "PostgreSQL in %s does not start: %s %s"
                            .formatted(cluster, said, Postmaster.lastWords(cluster))
                            .strip(),
                    e);
        }
    }

    private void ensureDatabase() throws IOException {
        try (Connection connection = admin.singleConnections().getConnection();
                Statement statement = connection.createStatement()) {
            if (isAbsent(statement, "SELECT FROM pg_roles WHERE rolname = '" + NAME + "'")) {
                // Hexadecimal, so there is nothing to escape.
                statement.execute(
                        "CREATE ROLE " + NAME + " LOGIN PASSWORD '" + admin.password() + "'");
            }
            if (isAbsent(statement, "SELECT FROM pg_database WHERE datname = '" + NAME + "'")) {
                statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
            }
        } catch (SQLException e) {
            close();
            throw new IOException("Cannot sign in to the database in " + cluster, e);
        }
    }

    private static boolean isAbsent(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return !rows.next();
        }
    }

    /// The database has the name of its account, for the superuser as well.
    private static DatabaseSettings settings(int port, String account, String password) {
        return new DatabaseSettings(
                "127.0.0.1",
                port,
                account,
                account,
                password,
                false,
                DatabaseSettings.DEFAULT_POOL_SIZE);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
