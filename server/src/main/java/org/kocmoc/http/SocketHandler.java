package org.kocmoc.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;

/// Takes requests that become sockets. Runs on the event loop of the request.
public interface SocketHandler {
    /// For a server without socket.
    SocketHandler NONE =
            new SocketHandler() {
                @Override
                public boolean takes(String path) {
                    return false;
                }

                @Override
                public void accept(HttpServerRequest request, Context context, String address) {
                    throw new IllegalStateException("nothing was to be taken");
                }
            };

    /// Whether a path is that of the socket.
    boolean takes(String path);

    /// Makes the request a socket, or refuses it by an `ApiException`.
    ///
    /// @param context of the listener; what it runs, runs on the socket's event loop
    /// @param address of the client, behind trusted proxies
    void accept(HttpServerRequest request, Context context, String address);
}
