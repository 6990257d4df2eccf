package org.kocmoc.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// A real NATS server on a free loopback port, which can be killed and started again on it.
public final class NatsServer implements AutoCloseable {
    private static final int STEPS = 200;

    private final List<String> options;
    private final int port;
    private Process process;

    /// Starts one; the test is skipped where none is installed.
    ///
    /// @param options of its command line
    public NatsServer(String... options) {
        assumeTrue(isInstalled(), "nats-server is not installed");
        this.options = List.of(options);
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        process = launch();
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("nats-server", "-v")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of("nats-server", "-a", "127.0.0.1"));
        command.addAll(List.of("-p", Integer.toString(port)));
        command.addAll(options);
        try {
            Process started =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            awaitPort(started);
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitPort(Process started) {
        for (int step = 0; step < STEPS && started.isAlive(); step++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                sleep();
            }
        }
        throw new IllegalStateException("nats-server did not start");
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The port to connect to.
    public int port() {
        return port;
    }

    /// Its address, without anybody's name.
    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    /// Kills it without a chance to say goodbye.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts it again.
    public void start() {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
