package org.kocmoc.log;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.kocmoc.bus.Bus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the bus of what a lane has stored, in order, on a thread of its own, so that neither
/// senders nor the next batch wait for it.
///
/// What does not fit into its queue is not announced: whoever hears a later number reads the log.
final class Publisher implements AutoCloseable {
    private static final int MAX_WAITING = 20_000;
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private record Entry(PendingSend send, SendOutcome.Stored stored) {}

    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Bus bus;
    private final Thread thread;
    private volatile boolean closing;

    Publisher(int number, Bus bus) {
        this.bus = bus;
        this.thread = Thread.ofVirtual().name("log-publisher-" + number).start(this::run);
    }

    /// Announces a message; of a repeat only if the first send may not have come to that.
    void announce(PendingSend send, SendOutcome.Stored stored) {
        if ((!stored.repeated() || send.isUncertain()) && !queue.offer(new Entry(send, stored))) {
            LOG.atWarn().addKeyValue("chat", send.message().chat()).log("a nudge was dropped");
        }
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                Entry entry = queue.poll(100, TimeUnit.MILLISECONDS);
                if (entry != null) {
                    nudge(entry).publish(bus, entry.send().message().chat());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("the bus refused a nudge");
            }
        }
    }

    private static Nudge nudge(Entry entry) {
        SendOutcome.Stored stored = entry.stored();
        if (!stored.repeated()) {
            try {
                return Nudge.message(
                        stored,
                        entry.send().message().sender(),
                        entry.send().announcement().render(stored));
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("an event could not be rendered");
            }
        }
        return Nudge.range(stored.seq(), stored.seq(), stored.epoch());
    }

    /// Announces what waits, then stops.
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(Duration.ofSeconds(2))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
