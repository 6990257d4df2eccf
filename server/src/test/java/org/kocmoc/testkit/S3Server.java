package org.kocmoc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A real S3 server on loopback in a process of its own, with one bucket. One thread.
public final class S3Server implements AutoCloseable {
    private static final Path JAR = Path.of("target/s3-server/s3proxy.jar");

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    /// Starts it.
    ///
    /// @param folder an empty one, for its objects and its log
    public S3Server(Path folder) throws Exception {
        this.folder = folder;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        Files.createDirectories(folder.resolve("store/kocmoc"));
        Files.writeString(
                folder.resolve("s3.properties"),
                """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=kocmoc
                s3proxy.credential=secret/with+signs
                jclouds.provider=filesystem-nio2
                jclouds.identity=unused
                jclouds.credential=unused
                jclouds.filesystem.basedir=%s
                """
                        .formatted(port, folder.resolve("store")));
        start();
    }

    /// Its bucket's address, as operators write it.
    public String url() {
        return "http://kocmoc:secret%2Fwith+signs@127.0.0.1:" + port + "/kocmoc";
    }

    /// Starts it again, with the objects that it had.
    public void start() throws Exception {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-jar",
                                JAR.toString(),
                                "--properties",
                                folder.resolve("s3.properties").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        for (int i = 0; i < 1200 && process.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError(Files.readString(folder.resolve("log")));
    }

    /// Stops it without a word.
    public void kill() {
        Process running = Objects.requireNonNull(process);
        running.destroyForcibly();
        running.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
    }
}
