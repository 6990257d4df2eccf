package org.kocmoc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.kocmoc.Main;

/// The server in a process of its own with its embedded PostgreSQL, so that it can be killed.
public final class ChildServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final int port;
    private final Map<String, String> environment;
    private Process process;

    private ChildServer(Path folder, int port, Map<String, String> environment, Process process) {
        this.folder = folder;
        this.port = port;
        this.environment = environment;
        this.process = process;
    }

    /// Starts in a folder and returns when the server is ready.
    public static ChildServer start(Path folder) throws IOException, InterruptedException {
        return start(folder, Map.of());
    }

    /// The same with some more variables.
    public static ChildServer start(Path folder, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        ChildServer server =
                new ChildServer(folder, port, environment, launch(folder, port, environment));
        server.awaitReady();
        return server;
    }

    private static Process launch(Path folder, int port, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseCompactObjectHeaders",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "start"));
        builder.directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG_"));
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
                                "off"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()));
        return builder.start();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            if (isReady()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException(log());
    }

    private boolean isReady() {
        try {
            return api().get("/health/ready").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /// Kills the process without a chance to clean up.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts again on the same folder and port.
    public void restart() throws IOException, InterruptedException {
        process = launch(folder, port, environment);
        awaitReady();
    }

    /// Asks the process to stop, waits, and returns its exit code.
    public int stop() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    /// A client without token.
    public Api api() {
        return new Api("http://127.0.0.1:" + port);
    }

    /// The mails that the server wrote as files.
    public Mails mails() {
        return new Mails(folder.resolve("data").resolve("mail"));
    }

    /// What the server printed so far.
    public String log() throws IOException {
        return Files.readString(folder.resolve("server.log"));
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
