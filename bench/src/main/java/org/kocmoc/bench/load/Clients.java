package org.kocmoc.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Signed-in sockets of the real server: opens them in limited numbers at once, as the server wants
/// it before they have signed in, and waits until each is caught up.
public final class Clients implements AutoCloseable {
    private static final byte[] RESUMED =
            "\"type\":\"resumed\"".getBytes(StandardCharsets.US_ASCII);

    /// Below the server's limit of sockets of one address that have not signed in.
    private static final int AT_ONCE = 16;

    private static final int PATIENCE_SECONDS = 60;

    private final WebSockets sockets;
    private final Semaphore signingIn = new Semaphore(AT_ONCE);
    private final AtomicInteger ready = new AtomicInteger();
    private final boolean[] caughtUp;
    private final WebSockets.Listener live;

    /// @param most how many sockets there will be at most
    /// @param live hears of what comes after the mark that a socket is caught up
    public Clients(int port, int most, WebSockets.Listener live) throws IOException {
        this.caughtUp = new boolean[most];
        this.live = live;
        this.sockets = new WebSockets(port, "/ws", this::heard);
    }

    private void heard(WebSockets.Socket socket, WebSockets.Payload frame) throws IOException {
        if (caughtUp[socket.number]) {
            live.heard(socket, frame);
        } else if (Events.contains(frame, RESUMED)) {
            caughtUp[socket.number] = true;
            ready.incrementAndGet();
            signingIn.release();
        }
    }

    /// Opens one socket for each token and waits until all are caught up.
    public void open(List<String> tokens) throws IOException, InterruptedException {
        if (sockets.count() == 0) {
            // The first one alone: a server that has just started compiles while it signs it in.
            signIn(tokens.subList(0, 1));
            signIn(tokens.subList(1, tokens.size()));
        } else {
            signIn(tokens);
        }
    }

    private void signIn(List<String> tokens) throws IOException, InterruptedException {
        int wanted = sockets.count() + tokens.size();
        for (String token : tokens) {
            if (!signingIn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                sockets.check();
                throw new IOException("sockets do not sign in");
            }
            sockets.open()
                    .send(
                            "{\"id\":1,\"type\":\"auth\",\"token\":\""
                                    + token
                                    + "\",\"device\":\"bench\"}");
        }
        for (int i = 0; ready.get() < wanted && i < PATIENCE_SECONDS * 100; i++) {
            sockets.check();
            Thread.sleep(10);
        }
        if (ready.get() < wanted) {
            throw new IOException("only " + ready.get() + " of " + wanted + " sockets are there");
        }
    }

    public WebSockets.Socket get(int number) {
        return sockets.get(number);
    }

    public void check() throws IOException {
        sockets.check();
    }

    @Override
    public void close() throws IOException {
        sockets.close();
    }
}
