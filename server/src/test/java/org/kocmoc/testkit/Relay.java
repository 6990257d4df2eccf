package org.kocmoc.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// A port that passes everything on to another one, which may be changed, and whose connections can
/// be cut or refused: a network that fails, a server that moves.
public final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private volatile int target;
    private volatile boolean refusing;
    private volatile UnaryOperator<String> rewritten = UnaryOperator.identity();

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

    /// One connection.
    private static final class Line {
        private volatile boolean isWebSocket;
        private volatile boolean silent;
    }

    /// The present WebSockets stay open and bring nothing any more, as where a network forgets
    /// them; new ones are passed on.
    public void silence() {
        lines.forEach(line -> line.silent = line.isWebSocket);
    }

    /// Changes what servers say, byte for byte: nothing may become longer or shorter.
    public void rewrite(UnaryOperator<String> change) {
        rewritten = change;
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
        Line line = new Line();
        lines.add(line);
        Thread.ofVirtual().start(() -> pass(line, client, server, UnaryOperator.identity()));
        Thread.ofVirtual().start(() -> pass(line, server, client, text -> answered(line, text)));
    }

    private String answered(Line line, String text) {
        line.isWebSocket |= text.startsWith("HTTP/1.1 101");
        return rewritten.apply(text);
    }

    private static void pass(Line line, Socket from, Socket to, UnaryOperator<String> change) {
        byte[] part = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                if (!line.silent) {
                    String text = new String(part, 0, read, StandardCharsets.ISO_8859_1);
                    byte[] said = change.apply(text).getBytes(StandardCharsets.ISO_8859_1);
                    to.getOutputStream().write(said);
                }
            }
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
