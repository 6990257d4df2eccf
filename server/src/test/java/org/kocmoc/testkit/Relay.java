package org.kocmoc.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A port that passes everything on to another one, which may be changed, and whose connections can
/// be cut or refused: a network that fails, a server that moves.
public final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile int target;
    private volatile boolean refusing;

    /// Listens on a free port of the loopback interface.
    public Relay() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// The port to connect to.
    public int port() {
        return listener.getLocalPort();
    }

    /// Where new connections go from now on.
    public void to(int port) {
        target = port;
    }

    /// Ends all connections; new ones are accepted.
    public void cut() {
        for (Socket socket : open) {
            close(socket);
        }
        open.clear();
    }

    /// Ends all connections and refuses new ones, until told otherwise.
    public void refuse(boolean whether) {
        refusing = whether;
        if (whether) {
            cut();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    client.close();
                    continue;
                }
                connect(client);
            } catch (IOException e) {
                // The listener is closed, or nobody is there to pass on to.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        open.add(client);
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            close(client);
            throw e;
        }
        open.add(server);
        Thread.ofVirtual().start(() -> pass(client, server));
        Thread.ofVirtual().start(() -> pass(server, client));
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
