package org.kocmoc.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Broadcasts on the server's stack and does nothing else: one encoded frame for all sockets, all
/// frames of a socket written together and flushed once.
public final class VertxBroadcaster {
    private VertxBroadcaster() {}

    /// @param args port, bytes of a text
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        ByteBuf text = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text(args[1])));
        List<Loop> loops = new CopyOnWriteArrayList<>();
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        vertx.deployVerticle(
                        () -> {
                            Loop loop = new Loop(port, text, loops);
                            loops.add(loop);
                            return loop;
                        },
                        new DeploymentOptions()
                                .setInstances(Runtime.getRuntime().availableProcessors()))
                .onFailure(
                        failure -> {
                            failure.printStackTrace();
                            System.exit(1);
                        });
    }

    /// As long as an event, with the mark by which the generator counts.
    private static byte[] text(String bytes) {
        String event = "{\"type\":\"message:new\",\"chat\":1,\"seq\":1,\"epoch\":1,\"data\":\"";
        int rest = Integer.parseInt(bytes) - event.length() - 2;
        return (event + "x".repeat(rest) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /// One event loop and its sockets.
    private static final class Loop implements Deployable {
        private final int port;
        private final ByteBuf text;
        private final List<Loop> all;
        private final List<ChannelHandlerContext> channels = new CopyOnWriteArrayList<>();
        private Context context;

        Loop(int port, ByteBuf text, List<Loop> all) {
            this.port = port;
            this.text = text;
            this.all = all;
        }

        @Override
        public Future<HttpServer> deploy(Context own) {
            context = own;
            return own.owner()
                    .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                    .webSocketHandler(this::accept)
                    .listen(port, "127.0.0.1");
        }

        private void accept(ServerWebSocket socket) {
            channels.add(((WebSocketInternal) socket).channelHandlerContext());
            socket.textMessageHandler(
                    command -> {
                        int count = Integer.parseInt(command.substring(3));
                        all.forEach(loop -> loop.context.runOnContext(v -> loop.send(count)));
                    });
        }

        private void send(int count) {
            for (ChannelHandlerContext channel : channels) {
                for (int i = 0; i < count; i++) {
                    channel.write(new TextWebSocketFrame(text.duplicate()), channel.voidPromise());
                }
                channel.flush();
            }
        }
    }
}
