package org.kocmoc.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.Closer;
import org.kocmoc.bench.stage.BenchServer;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.LocalPostgres;

/// Several real servers with one PostgreSQL and a real NATS server, each a process of its own on
/// this machine. One thread.
final class ScaleCluster implements AutoCloseable {
    private static final int LOOKS = 900;
    private static final int NATS_LOOKS = 100;

    private final Closer closer;
    private final Path folder;
    private final LocalPostgres postgres;
    private final long nats;
    private final List<Node> nodes;

    /// One server.
    record Node(long pid, int port) {}

    private ScaleCluster(
            Closer closer, Path folder, LocalPostgres postgres, long nats, List<Node> nodes) {
        this.closer = closer;
        this.folder = folder;
        this.postgres = postgres;
        this.nats = nats;
        this.nodes = List.copyOf(nodes);
    }

    static ScaleCluster start(Path jar, int count) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kocmoc-scale-");
        Closer closer = new Closer();
        closer.add(() -> BenchServer.remove(folder));
        try {
            LocalPostgres postgres = closer.add(LocalPostgres.start(folder.resolve("data")));
            int natsPort = freePort();
            long nats = nats(folder, natsPort, closer);
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                nodes.add(node(jar, folder, postgres.settings(), natsPort, i, closer));
            }
            return new ScaleCluster(closer, folder, postgres, nats, nodes);
        } catch (IOException | InterruptedException | RuntimeException e) {
            closer.close();
            throw e;
        }
    }

    private static long nats(Path folder, int port, Closer closer)
            throws IOException, InterruptedException {
        Process nats;
        try {
            nats =
                    new ProcessBuilder(
                                    "nats-server", "-a", "127.0.0.1", "-p", Integer.toString(port))
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("nats.log").toFile())
                            .start();
        } catch (IOException e) {
            throw new IOException("This needs nats-server (package nats-server)", e);
        }
        closer.add(() -> end(nats));
        for (int look = 0; look < NATS_LOOKS && !isOpen(port); look++) {
            Thread.sleep(50);
        }
        return nats.pid();
    }

    private static boolean isOpen(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Node node(
            Path jar, Path folder, DatabaseSettings database, int nats, int number, Closer closer)
            throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve("node-" + number));
        int port = freePort();
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseCompactObjectHeaders",
                                "-jar",
                                jar.toString(),
                                "start")
                        .directory(own.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(own.resolve("server.log").toFile());
        builder.environment().putAll(environment(own, port, nats, database));
        Process process = builder.start();
        closer.add(() -> end(process));
        for (int look = 0; look < LOOKS && process.isAlive(); look++) {
            if (isOpen(port)) {
                return new Node(process.pid(), port);
            }
            Thread.sleep(100);
        }
        throw new IOException(
                "a server does not start: " + Files.readString(own.resolve("server.log")));
    }

    private static Map<String, String> environment(
            Path folder, int port, int nats, DatabaseSettings database) {
        return Map.ofEntries(
                Map.entry("PORT", Integer.toString(port)),
                Map.entry("KOCMOC_HOST", "127.0.0.1"),
                Map.entry("KOCMOC_DATA", folder.resolve("data").toString()),
                Map.entry("RATE_LIMITS", "off"),
                Map.entry("JWT_SECRET", BenchServer.JWT_SECRET),
                Map.entry("MASTER_KEY", "0123456789abcdef".repeat(4)),
                Map.entry("ADMIN_PASSWORD", "password-of-one-measurement"),
                Map.entry("NATS_URL", "nats://127.0.0.1:" + nats),
                Map.entry("PG_HOST", database.host()),
                Map.entry("PG_PORT", Integer.toString(database.port())),
                Map.entry("PG_DATABASE", database.database()),
                Map.entry("PG_USER", database.user()),
                Map.entry("PG_PASSWORD", database.password()));
    }

    private static void end(Process process) {
        process.destroy();
        process.onExit().join();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    List<Node> nodes() {
        return nodes;
    }

    /// The process of NATS.
    long nats() {
        return nats;
    }

    DatabaseSettings database() {
        return postgres.settings();
    }

    /// The process of PostgreSQL.
    long postmaster() throws IOException {
        Path file = folder.resolve("data").resolve("pg").resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    }

    @Override
    public void close() {
        closer.close();
    }
}
