package org.kocmoc.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Thousands of WebSocket clients on one thread and one selector. They unmask nothing, decode
/// nothing and answer pings, so that the generator takes few of the cores that the server needs.
public final class WebSockets implements AutoCloseable {
    /// Hears of every text frame, on the thread of the sockets.
    @FunctionalInterface
    public interface Listener {
        /// @param frame the payload, in a buffer that is used again
        void heard(Socket socket, Payload frame) throws IOException;
    }

    /// A part of a buffer.
    public record Payload(byte[] bytes, int from, int length) {
        public String text() {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
    }

    /// One client.
    public final class Socket {
        public final int number;
        private final SocketChannel channel;
        private byte[] rest = new byte[0];
        private final CountDownLatch upgraded = new CountDownLatch(1);

        Socket(int number, SocketChannel channel) {
            this.number = number;
            this.channel = channel;
        }

        /// Sends a text frame; any thread, one at a time.
        public synchronized void send(String text) throws IOException {
            write(ClientFrames.text(text));
        }

        private synchronized void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private static final int BUFFER_BYTES = 1 << 20;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final List<Socket> sockets = new ArrayList<>();
    private final Queue<Socket> fresh = new ConcurrentLinkedQueue<>();
    private final int port;
    private final String path;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean closing;
    private volatile Throwable failure;

    public WebSockets(int port, String path, Listener listener) throws IOException {
        this.port = port;
        this.path = path;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("sockets").daemon().start(this::loop);
    }

    /// Connects and waits for the upgrade.
    public Socket open() throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Socket socket = new Socket(sockets.size(), channel);
        sockets.add(socket);
        socket.write(
                ByteBuffer.wrap(
                        ("GET "
                                        + path
                                        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                        + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII)));
        fresh.add(socket);
        selector.wakeup();
        try {
            if (!socket.upgraded.await(60, TimeUnit.SECONDS)) {
                check();
                throw new IOException("no answer to the upgrade of socket " + socket.number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return socket;
    }

    public Socket get(int number) {
        return sockets.get(number);
    }

    public int count() {
        return sockets.size();
    }

    /// Fails if the thread of the sockets did.
    public void check() throws IOException {
        if (failure != null) {
            throw new IOException("the sockets failed", failure);
        }
    }

    private void loop() {
        try {
            while (!closing) {
                selector.select(100);
                for (Socket socket = fresh.poll(); socket != null; socket = fresh.poll()) {
                    socket.channel.register(selector, SelectionKey.OP_READ, socket);
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    read((Socket) key.attachment());
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
            failure = closing ? null : e;
        }
    }

    private void read(Socket socket) throws IOException {
        buffer.clear().put(socket.rest);
        if (socket.channel.read(buffer) < 0) {
            throw new IOException("the server closed socket " + socket.number);
        }
        int from = 0;
        if (socket.upgraded.getCount() > 0) {
            from = AnswerHead.wholeHead(buffer, 101);
            if (from > 0) {
                socket.upgraded.countDown();
            }
        }
        int used = socket.upgraded.getCount() == 0 ? frames(socket, from) : 0;
        socket.rest = new byte[buffer.position() - used];
        System.arraycopy(buffer.array(), used, socket.rest, 0, socket.rest.length);
    }

    /// Handles whole frames and returns where the first incomplete one begins.
    private int frames(Socket socket, int start) throws IOException {
        int at = start;
        while (true) {
            ServerFrame frame = ServerFrame.at(buffer, at);
            if (frame == null) {
                return at;
            }
            switch (frame.opcode()) {
                case ServerFrame.TEXT, ServerFrame.CONTINUATION ->
                        listener.heard(
                                socket, new Payload(buffer.array(), frame.from(), frame.length()));
                case ServerFrame.PING -> socket.write(ClientFrames.pong());
                case ServerFrame.CLOSE ->
                        throw new IOException(
                                "socket " + socket.number + " closed: " + frame.close(buffer));
                default -> {}
            }
            at = frame.from() + frame.length();
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.channel.close();
        }
        selector.close();
    }
}
