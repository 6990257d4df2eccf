package org.kocmoc.streams;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.kocmoc.bus.Bus;
import org.kocmoc.limits.Size;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what waits in a device's mailbox to one socket: each item once, oldest first, and no more
/// than a window of items that the device has not acknowledged. So a client that does not store
/// what it gets is not drowned, and one that dies gets all of it again with its next socket.
///
/// What to send is what is in the mailbox and not on its way: no number is counted up, because a
/// transaction that commits late may bring a lower one. Any thread; never blocks its callers.
public final class MailPump implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailPump.class);

    private final DeviceMail.Box box;
    private final Consumer<byte[]> sink;
    private final Executor threads;
    private final Bus.Subscription subscription;

    /// Items that the client has and has not acknowledged, with their length. Only the one running
    /// round uses it.
    private final Map<Long, Integer> underWay = new LinkedHashMap<>();

    private boolean running;
    private boolean again;
    private boolean closed;

    /// Begins at once.
    ///
    /// @param sink queues a frame for the client
    public MailPump(DeviceMail.Box box, Consumer<byte[]> sink, Bus bus, Executor threads) {
        this.box = box;
        this.sink = sink;
        this.threads = threads;
        this.subscription = bus.subscribe(box.subject(), payload -> look());
        look();
    }

    /// Something may be new or acknowledged.
    public synchronized void look() {
        if (closed) {
            return;
        }
        again = running;
        if (!running) {
            running = true;
            threads.execute(this::run);
        }
    }

    private void run() {
        do {
            try {
                round();
            } catch (RuntimeException e) {
                // The next look finds it: at the latest when heads are compared.
                LOG.atWarn().addKeyValue("cause", e.toString()).log("a mailbox could not be read");
            }
        } while (isWantedAgain());
    }

    private synchronized boolean isWantedAgain() {
        running = again && !closed;
        again = false;
        return running;
    }

    private void round() {
        Set<Long> present = box.present(underWay.keySet());
        underWay.keySet().retainAll(present);
        int places = Size.MAILBOX_WINDOW.value() - underWay.size();
        int bytes = underWay.values().stream().mapToInt(Integer::intValue).sum();
        if (places <= 0 || bytes >= Size.MAILBOX_WINDOW_BYTES.value()) {
            return;
        }
        for (DeviceMail.Item item : box.waiting(new HashSet<>(underWay.keySet()), places)) {
            if (bytes >= Size.MAILBOX_WINDOW_BYTES.value() || isClosed()) {
                return;
            }
            bytes += item.frame().length;
            underWay.put(item.id(), item.frame().length);
            sink.accept(item.frame());
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        subscription.close();
    }
}
