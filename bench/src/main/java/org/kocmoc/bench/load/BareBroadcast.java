package org.kocmoc.bench.load;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A broadcaster in a process of its own that knows no chats, no log and no accounts: on `go N` it
/// writes N texts of a fixed length to all its sockets. What the same sockets could reach at best.
public final class BareBroadcast implements AutoCloseable {
    private static final int PATIENCE_TENTHS = 600;

    private final Process process;
    private final WebSockets sockets;
    private final WebSockets.Socket control;

    private BareBroadcast(Process process, int port, int count, WebSockets.Listener listener)
            throws IOException, InterruptedException {
        this.process = process;
        awaitListening(port);
        this.sockets = new WebSockets(port, "/", listener);
        for (int i = 0; i < count; i++) {
            sockets.open();
        }
        this.control = sockets.get(0);
    }

    /// On the stack of the server.
    public static BareBroadcast vertx(int count, int bytes, WebSockets.Listener listener)
            throws IOException, InterruptedException {
        int port = freePort();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new BareBroadcast(
                start(
                        List.of(
                                java,
                                "-XX:+UseCompactObjectHeaders",
                                "-cp",
                                System.getProperty("java.class.path"),
                                VertxBroadcaster.class.getName(),
                                Integer.toString(port),
                                Integer.toString(bytes))),
                port,
                count,
                listener);
    }

    /// With the usual library of Node; empty if either is missing.
    public static Optional<BareBroadcast> node(int count, int bytes, WebSockets.Listener listener)
            throws IOException, InterruptedException {
        Path library = Path.of(System.getProperty("kocmoc.web", "web"), "node_modules", "ws");
        Path script = Path.of(System.getProperty("kocmoc.bench", "bench"), "broadcaster.mjs");
        if (!Files.isDirectory(library) || !Files.isRegularFile(script) || !isOnPath("node")) {
            return Optional.empty();
        }
        int port = freePort();
        return Optional.of(
                new BareBroadcast(
                        start(
                                List.of(
                                        "node",
                                        script.toString(),
                                        library.toAbsolutePath().toString(),
                                        Integer.toString(port),
                                        Integer.toString(bytes))),
                        port,
                        count,
                        listener));
    }

    private static boolean isOnPath(String command) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void awaitListening(int port) throws IOException, InterruptedException {
        for (int i = 0; i < PATIENCE_TENTHS && process.isAlive(); i++) {
            try (Socket probe = new Socket("127.0.0.1", port)) {
                if (probe.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                // Not listening yet.
                Thread.sleep(100);
            }
        }
        throw new IOException("the broadcaster does not listen");
    }

    /// Has every socket told so many texts.
    public void send(int texts) throws IOException {
        control.send("go " + texts);
    }

    public void check() throws IOException {
        sockets.check();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        sockets.close();
        process.destroy();
        process.onExit().join();
    }
}
