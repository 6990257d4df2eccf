package org.kocmoc.bus;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bus of a single node: subscribers are called on the publisher's thread. If other nodes live
/// on the same database all the same, it says that it is cut off from them.
public final class LocalBus implements Bus {
    private static final Logger LOG = LoggerFactory.getLogger(LocalBus.class);

    private final ConcurrentHashMap<String, List<Consumer<byte[]>>> subscribers =
            new ConcurrentHashMap<>();

    private volatile boolean alone = true;

    @Override
    public void publish(String subject, byte[] payload) {
        for (Consumer<byte[]> subscriber : subscribers.getOrDefault(subject, List.of())) {
            try {
                subscriber.accept(payload);
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("subject", subject).setCause(e).log("subscriber failed");
            }
        }
    }

    @Override
    public Subscription subscribe(String subject, Consumer<byte[]> subscriber) {
        // A wrapper of its own, so that one consumer may subscribe twice and close once.
        Consumer<byte[]> entry = payload -> subscriber.accept(payload);
        subscribers.compute(
                subject,
                (key, present) -> {
                    List<Consumer<byte[]>> list =
                            present == null ? new CopyOnWriteArrayList<>() : present;
                    list.add(entry);
                    return list;
                });
        return () -> remove(subject, entry);
    }

    private void remove(String subject, Consumer<byte[]> entry) {
        subscribers.computeIfPresent(
                subject,
                (key, list) -> {
                    list.remove(entry);
                    return list.isEmpty() ? null : list;
                });
    }

    @Override
    public void othersLive(boolean whether) {
        if (whether && alone) {
            LOG.warn(
                    "another server uses this database and NATS_URL is not set: their news arrive up to a second late");
        }
        alone = !whether;
    }

    /// At once: there are no other nodes, or no way to them.
    @Override
    public void settle() {}

    /// Never calls: nothing is lost on the way, and what others publish never arrives.
    @Override
    public void onGap(Runnable listener) {}

    @Override
    public BusState state() {
        return new BusState(
                alone ? BusState.Link.LOCAL : BusState.Link.LOST, 0, 0, 0, 0, subscribers.size());
    }

    @Override
    public void close() {
        subscribers.clear();
    }
}
