package org.kocmoc.prove;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The server in a process of its own, always on the same port. One thread.
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final Map<String, String> environment;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private Build build;
    private Process process;
    private long clockOffset;

    private ServerProcess(Path folder, Build build, Map<String, String> environment, int port)
            throws IOException {
        this.folder = folder;
        this.build = build;
        this.environment = Map.copyOf(environment);
        this.port = port;
        this.process = launch();
    }

    /// Starts it and returns when it answers.
    ///
    /// @param database variables by which it finds its database
    /// @param data folder of everything that the server keeps
    static ServerProcess start(
            Path folder, Path data, Build build, Map<String, String> database, int port)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(database);
        environment.put("PORT", Integer.toString(port));
        environment.put("KOCMOC_HOST", "127.0.0.1");
        environment.put("KOCMOC_DATA", data.toString());
        environment.put("JWT_SECRET", "secret-of-one-proof-only");
        environment.put("MASTER_KEY", "0123456789abcdef".repeat(4));
        environment.put("ADMIN_PASSWORD", "password-of-one-proof-only");
        environment.put("RATE_LIMITS", "off");
        ServerProcess server = new ServerProcess(folder, build, environment, port);
        server.awaitReady();
        return server;
    }

    private Process launch() throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseCompactObjectHeaders",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx512m"));
        command.addAll(build.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG_"));
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
        throw new IOException(
                "The server does not start:\n" + Files.readString(folder.resolve("server.log")));
    }

    private boolean isReady() throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /// Kills it without a chance to clean up, and starts it again after a while.
    void crash(Duration pause) throws IOException, InterruptedException {
        process.destroyForcibly();
        process.onExit().join();
        Thread.sleep(pause);
        process = launch();
        awaitReady();
        setClock(clockOffset);
    }

    /// Asks it to stop, which lets it move its clients away, and starts it again.
    ///
    /// @throws IOException if it does not stop in time or does not start
    void restart() throws IOException, InterruptedException {
        restart(build);
    }

    /// Asks it to stop, which lets it move its clients away, and starts another build, or the same.
    ///
    /// @throws IOException if it does not stop in time or the other one does not start
    void restart(Build next) throws IOException, InterruptedException {
        askToStop();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("The server does not stop; see " + folder.resolve("server.log"));
        }
        build = next;
        process = launch();
        awaitReady();
        setClock(clockOffset);
    }

    private void askToStop() throws IOException {
        if (build.takesOrders()) {
            process.getOutputStream().close();
        } else {
            process.destroy();
        }
    }

    /// Sets its clock off by so many milliseconds, if it takes orders.
    void setClock(long offset) throws IOException {
        clockOffset = offset;
        if (!build.takesOrders()) {
            return;
        }
        OutputStream orders = process.getOutputStream();
        orders.write(("clock " + offset + "\n").getBytes(StandardCharsets.UTF_8));
        orders.flush();
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        askToStop();
        process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}
