package org.kocmoc.prove;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/// A real `nats-server` on a port of its own, which can be killed and comes back on it. One thread.
final class NatsProcess implements AutoCloseable {
    private static final int LOOKS = 100;

    private final Path folder;
    private final int port;
    private Process process;

    private NatsProcess(Path folder, int port) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /// Starts it and returns when it takes connections.
    ///
    /// @throws IOException if it is not installed or does not start
    static NatsProcess start(Path folder, int port) throws IOException, InterruptedException {
        return new NatsProcess(folder, port);
    }

    private Process launch() throws IOException, InterruptedException {
        Process started;
        try {
            started =
                    new ProcessBuilder(
                                    List.of(
                                            "nats-server",
                                            "-a",
                                            "127.0.0.1",
                                            "-p",
                                            Integer.toString(port)))
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            folder.resolve("nats.log").toFile()))
                            .start();
        } catch (IOException e) {
            throw new IOException("Several nodes need nats-server (package nats-server)", e);
        }
        for (int look = 0; look < LOOKS && started.isAlive(); look++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return started;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        started.destroyForcibly();
        throw new IOException("nats-server does not start; see " + folder.resolve("nats.log"));
    }

    int port() {
        return port;
    }

    /// Kills it without a chance to say goodbye, and starts it again after a while.
    void crash(long pauseMillis) throws IOException, InterruptedException {
        process.destroyForcibly();
        process.onExit().join();
        Thread.sleep(pauseMillis);
        process = launch();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
