package org.kocmoc.bus;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches one connection: waits for its end, and tells when it dropped what it received because
/// this node was too slow. Any thread.
final class NatsWatch implements ConnectionListener, ErrorListener {
    private static final Logger LOG = LoggerFactory.getLogger(NatsWatch.class);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable gap;

    NatsWatch(Runnable gap) {
        this.gap = gap;
    }

    /// Whether the connection ended within that time.
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    // The later form has a default that calls this one, which has none.
    @SuppressWarnings("deprecation")
    @Override
    public void connectionEvent(Connection connection, Events event) {
        if (event == Events.DISCONNECTED || event == Events.CLOSED) {
            ended.countDown();
        }
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
        LOG.atWarn().log("nudges of other nodes were dropped: this node is too slow");
        gap.run();
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
        LOG.atWarn().addKeyValue("error", error).log("NATS refused something");
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception failure) {
        LOG.atDebug().addKeyValue("cause", failure.toString()).log("NATS connection failed");
    }
}
