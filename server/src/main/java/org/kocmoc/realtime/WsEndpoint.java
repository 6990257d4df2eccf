package org.kocmoc.realtime;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.websocket.WebSocketFrameImpl;
import io.vertx.core.internal.http.WebSocketInternal;
import java.time.Duration;
import org.kocmoc.base.Bytes;
import org.kocmoc.http.SocketHandler;

/// Turns upgrade requests into [Connection]s: the one file of this package that knows the web
/// server.
///
/// Frames are written from bytes that many sockets share. The public way to write text takes a
/// string and would encode it once per socket, so this uses the frame class behind it;
/// `WsEndpointTest` fails if an update of the web server takes that away.
final class WsEndpoint implements SocketHandler {
    private static final long CLOSE_PATIENCE_MILLIS = 5_000;

    private final Door door;
    private final Sockets sockets;

    WsEndpoint(Door door, Sockets sockets) {
        this.door = door;
        this.sockets = sockets;
    }

    @Override
    public boolean takes(String path) {
        return path.equals("/ws");
    }

    @Override
    public void accept(HttpServerRequest request, Context context, String address) {
        door.requireRoom();
        request.toWebSocket().onSuccess(socket -> open(socket, context, address));
    }

    private void open(ServerWebSocket socket, Context context, String address) {
        VertxSocket answered = new VertxSocket(socket, context);
        Sockets.Opened opened = sockets.open(answered, context, new VertxLoop(context), address);
        // The listener closes before the sockets do; they are told to go one by one.
        socket.shutdownHandler(nothing -> {});
        socket.frameHandler(
                frame -> {
                    if (frame.isClose()) {
                        answered.cutSoon();
                    }
                });
        socket.textMessageHandler(opened::text);
        socket.binaryMessageHandler(bytes -> opened.malformed());
        socket.pongHandler(pong -> opened.heard());
        socket.drainHandler(drained -> opened.drained());
        socket.exceptionHandler(failure -> opened.malformed());
        socket.closeHandler(closed -> opened.closed());
    }

    private record VertxLoop(Context context) implements Shard.Loop {
        @Override
        public void run(Runnable task) {
            context.runOnContext(nothing -> task.run());
        }

        @Override
        public void after(Duration pause, Runnable task) {
            context.owner().setTimer(Math.max(1, pause.toMillis()), timer -> task.run());
        }
    }

    private record VertxSocket(ServerWebSocket socket, Context context) implements Socket {
        @Override
        public void write(byte[] utf8) {
            if (!socket.isClosed()) {
                socket.writeFrame(
                        new WebSocketFrameImpl(
                                WebSocketFrameType.TEXT, Unpooled.wrappedBuffer(utf8), true));
            }
        }

        @Override
        public boolean isFull() {
            return socket.isClosed() || socket.writeQueueFull();
        }

        @Override
        public void reading(boolean on) {
            if (socket.isClosed()) {
                return;
            }
            if (on) {
                socket.resume();
            } else {
                socket.pause();
            }
        }

        @Override
        public void ping() {
            if (!socket.isClosed()) {
                socket.writePing(Buffer.buffer());
            }
        }

        /// A client that does not answer the close, because it does not read, is cut.
        @Override
        public void close(CloseCode code) {
            if (socket.isClosed()) {
                return;
            }
            // Not by the socket's own close, which leaves the frame out while the listener is
            // closing.
            socket.writeFrame(
                    new WebSocketFrameImpl(
                            WebSocketFrameType.CLOSE,
                            Unpooled.buffer()
                                    .writeShort(code.number())
                                    .writeBytes(Bytes.utf8(code.reason()))));
            context.owner()
                    .setTimer(
                            CLOSE_PATIENCE_MILLIS,
                            timer -> {
                                if (!socket.isClosed()) {
                                    cut();
                                }
                            });
        }

        /// The client has said goodbye: its frame has been answered when this runs.
        void cutSoon() {
            context.runOnContext(nothing -> cut());
        }

        @Override
        public void cut() {
            ((WebSocketInternal) socket).channelHandlerContext().close();
        }
    }
}
