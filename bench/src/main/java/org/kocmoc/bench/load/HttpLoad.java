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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Sends the same request over and over on each of many kept-alive connections, from one thread and
/// one selector, so that the generator takes few of the cores that the server needs.
public final class HttpLoad implements AutoCloseable {
    private static final int BUFFER_BYTES = 128 << 10;

    /// One connection and the request that it repeats.
    private static final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer request;
        private final ByteBuffer answer = ByteBuffer.allocate(BUFFER_BYTES);
        private long sentAt;
        private int expectedBytes;

        Connection(SocketChannel channel, byte[] request) {
            this.channel = channel;
            this.request = ByteBuffer.allocateDirect(request.length).put(request).flip();
        }

        void send(long now) throws IOException {
            sentAt = now;
            expectedBytes = 0;
            answer.clear();
            request.rewind();
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        /// Whether the whole answer has arrived.
        boolean receive(int status) throws IOException {
            if (channel.read(answer) < 0) {
                throw new IOException("the server closed the connection");
            }
            if (expectedBytes == 0) {
                expectedBytes = AnswerHead.wholeLength(answer, status);
            }
            return expectedBytes > 0 && answer.position() >= expectedBytes;
        }
    }

    private final Selector selector = Selector.open();
    private final List<Connection> connections = new ArrayList<>();
    private final int status;

    /// @param status what every answer must have
    public HttpLoad(int port, List<byte[]> requests, int status) throws IOException {
        this.status = status;
        for (byte[] request : requests) {
            SocketChannel channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Connection connection = new Connection(channel, request);
            channel.register(selector, SelectionKey.OP_READ, connection);
            connections.add(connection);
        }
    }

    /// A request with a token and, unless empty, a JSON body.
    public static byte[] request(String method, String path, String token, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + token;
        String rest =
                body.length == 0
                        ? "\r\n\r\n"
                        : "\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length
                                + "\r\n\r\n"
                                + json;
        return (head + rest).getBytes(StandardCharsets.UTF_8);
    }

    /// Repeats the requests for a time, and lets those under way end.
    public Latencies run(Duration time) throws IOException {
        Latencies latencies = new Latencies();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        for (Connection connection : connections) {
            connection.send(System.nanoTime());
        }
        int open = connections.size();
        while (open > 0) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                Connection connection = (Connection) key.attachment();
                if (connection.receive(status)) {
                    long now = System.nanoTime();
                    latencies.add(now - connection.sentAt);
                    if (now < end) {
                        connection.send(now);
                    } else {
                        open--;
                    }
                }
            }
            selector.selectedKeys().clear();
        }
        latencies.lasted(System.nanoTime() - start);
        return latencies;
    }

    /// Sends each connection's request once and waits for all answers.
    public void once() throws IOException {
        run(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }
}
