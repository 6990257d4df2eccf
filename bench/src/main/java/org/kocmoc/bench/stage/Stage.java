package org.kocmoc.bench.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.kocmoc.db.Database;

/// What sections measure on: a server in a process of its own, its database, and people in it.
public final class Stage implements AutoCloseable {
    private static final int WRITERS = 64;
    private static final int POOL = 40;

    private final Path jar;
    private final BenchServer server;
    private final Database database;
    private final Duration time;
    private final Population population;
    private final List<Population.Pair> writers;

    private Stage(Path jar, BenchServer server, Database database, Duration time) {
        this.jar = jar;
        this.server = server;
        this.database = database;
        this.time = time;
        this.population = new Population(database, BenchServer.JWT_SECRET);
        this.writers = population.pairs(WRITERS);
    }

    /// Starts the server.
    ///
    /// @param time how long each side of a round is measured
    public static Stage open(Path jar, Duration time) throws Exception {
        BenchServer server = BenchServer.start(jar);
        try {
            Database database = new Database(server.database().withPoolSize(POOL));
            return new Stage(jar, server, database, time);
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    public Path jar() {
        return jar;
    }

    public BenchServer server() {
        return server;
    }

    public Database database() {
        return database;
    }

    public Duration time() {
        return time;
    }

    /// Makes more people and chats.
    public Population population() {
        return population;
    }

    /// People, each with a personal chat of their own to write to.
    public List<Population.Pair> writers() {
        return writers;
    }

    public CpuMeter meter() throws IOException {
        return new CpuMeter(server.pid(), server.postmaster());
    }

    @Override
    public void close() throws IOException {
        database.close();
        server.close();
    }
}
