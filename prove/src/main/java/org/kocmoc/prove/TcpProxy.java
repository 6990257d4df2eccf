package org.kocmoc.prove;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;

/// A loopback port that leads to another one and can be harmed: connections cut in the middle of
/// what they carry, and everything delayed. Any thread.
final class TcpProxy implements AutoCloseable {
    private static final int CHUNK = 8_192;
    private static final long LONGEST_DELAY_MILLIS = 400;

    private final class Line {
        private final Socket client;
        private final Socket server;
        private volatile boolean cutNext;

        Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            lines.add(this);
            Thread.ofVirtual().start(() -> pump(client, server));
            Thread.ofVirtual().start(() -> pump(server, client));
        }

        private void pump(Socket from, Socket to) {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] chunk = new byte[CHUNK];
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    delay();
                    if (cutNext) {
                        out.write(chunk, 0, read / 2);
                        out.flush();
                        reset(from);
                        reset(to);
                        return;
                    }
                    out.write(chunk, 0, read);
                    out.flush();
                }
            } catch (IOException e) {
                // Either end is gone; closing both tells the other one.
                cutNext = true;
            } finally {
                lines.remove(this);
            }
        }

        private void delay() throws IOException {
            if (System.nanoTime() < delayedUntil) {
                try {
                    Thread.sleep(ThreadLocalRandom.current().nextLong(LONGEST_DELAY_MILLIS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }

        /// Without the goodbye of TCP, as when a router forgets a connection.
        private static void reset(Socket socket) throws SocketException {
            socket.setSoLinger(true, 0);
        }

        void close() {
            try (client;
                    server) {
                reset(client);
                reset(server);
            } catch (IOException e) {
                cutNext = true;
            }
        }
    }

    private final ServerSocket listener;
    private final IntSupplier target;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private volatile long delayedUntil = System.nanoTime();
    private volatile long blockedUntil = System.nanoTime();

    /// Listens on a free port.
    ///
    /// @param target the port that it leads to, asked for each connection
    TcpProxy(IntSupplier target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException e) {
            // The listener was closed.
            drop();
        }
    }

    private void connect(Socket client) {
        if (System.nanoTime() < blockedUntil) {
            closeQuietly(client);
            return;
        }
        try {
            Socket server = new Socket();
            server.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()),
                    1_000);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            new Line(client, server).start();
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Cuts connections in the middle of the next thing that they carry.
    ///
    /// @param percent how many of them
    void cut(int percent) {
        for (Line line : lines) {
            if (ThreadLocalRandom.current().nextInt(100) < percent) {
                line.cutNext = true;
            }
        }
    }

    /// Delays everything for a while, each piece by another time.
    void delay(long millis) {
        delayedUntil = System.nanoTime() + millis * 1_000_000;
    }

    /// Drops all connections and refuses new ones for a while.
    void block(long millis) {
        blockedUntil = System.nanoTime() + millis * 1_000_000;
        drop();
    }

    /// Drops all connections.
    void drop() {
        lines.forEach(Line::close);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        drop();
    }
}
