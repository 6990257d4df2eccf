package org.kocmoc.log;

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

    private final Bus bus;
    private final Worker<Entry> worker;

    Publisher(int number, Bus bus) {
        this.bus = bus;
        this.worker = new Worker<>("log-publisher-" + number, MAX_WAITING, this::publish);
    }

    /// Announces a message; of a repeat only if the first send may not have come to that.
    void announce(PendingSend send, SendOutcome.Stored stored) {
        if ((!stored.repeated() || send.isUncertain()) && !worker.offer(new Entry(send, stored))) {
            LOG.atWarn().addKeyValue("chat", send.message().chat()).log("a nudge was dropped");
        }
    }

    private void publish(Entry entry) {
        nudge(entry).publish(bus, entry.send().message().chat());
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
        worker.close();
    }
}
