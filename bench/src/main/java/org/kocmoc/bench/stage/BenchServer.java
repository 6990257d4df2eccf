package org.kocmoc.bench.stage;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kocmoc.base.Bytes;
import org.kocmoc.bench.load.RawHttp;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.db.LocalPostgres;

/// The server's jar in a process of its own, with a data folder that goes when it is closed.
public final class BenchServer implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    /// Those with which `./kocmoc start` runs the server.
    private static final List<String> JVM_OPTIONS =
            List.of(
                    "-XX:+UseCompactObjectHeaders",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=20",
                    "-XX:G1PeriodicGCInterval=300000");

    /// Signs the tokens that the load uses, so that no sign-in is part of a measurement.
    public static final String JWT_SECRET = Bytes.randomToken(32);

    private final Process process;
    private final Path folder;
    private final int port;

    private BenchServer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    public static BenchServer start(Path jar) throws IOException, InterruptedException {
        String options = System.getenv().getOrDefault("BENCH_SERVER_OPTIONS", "");
        return start(
                jar,
                Files.createTempDirectory("kocmoc-bench-"),
                // For a profiler: -XX:StartFlightRecording=filename=…
                options.isBlank() ? List.of() : List.of(options.strip().split(" +")));
    }

    /// @param folder holds the data, those of an earlier start too
    /// @param options of the JVM
    public static BenchServer start(Path jar, Path folder, List<String> options)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString(), "start"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "PORT",
                                Integer.toString(port),
                                "KOCMOC_HOST",
                                "127.0.0.1",
                                "KOCMOC_DATA",
                                folder.resolve("data").toString(),
                                "RATE_LIMITS",
                                "off",
                                "JWT_SECRET",
                                JWT_SECRET));
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("server.log").toFile());
        BenchServer server = new BenchServer(builder.start(), folder, port);
        server.awaitReady();
        return server;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (RawHttp http = new RawHttp(port, "")) {
                if (http.get("/health/ready").status() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
                Thread.sleep(5);
            }
        }
        throw new IOException(
                "the server did not start: " + Files.readString(folder.resolve("server.log")));
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /// The process number of the server's own PostgreSQL.
    public long postmaster() throws IOException {
        Path file = folder.resolve("data").resolve("pg").resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).getFirst().strip());
    }

    /// The server's own PostgreSQL.
    public DatabaseSettings database() throws IOException {
        return LocalPostgres.running(folder.resolve("data")).orElseThrow();
    }

    /// Ends the process and keeps its data.
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        stop();
        remove(folder);
    }

    public static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }
}
