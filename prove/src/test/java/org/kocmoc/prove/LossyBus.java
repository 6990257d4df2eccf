package org.kocmoc.prove;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.kocmoc.bus.Bus;
import org.kocmoc.bus.BusState;
import org.kocmoc.log.Nudge;

/// Loses every third nudge of chats' logs and remembers which.
final class LossyBus implements Bus {
    private static final int EVERY = 3;

    private final Bus bus;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    LossyBus(Bus bus) {
        this.bus = bus;
    }

    @Override
    public void publish(String subject, byte[] payload) {
        Optional<Nudge> nudge = Nudge.decode(payload);
        if (subject.startsWith("chat.")
                && nudge.isPresent()
                && nudge.get().lastSeq() % EVERY == 0) {
            lost.add(subject + "/" + nudge.get().lastSeq());
            return;
        }
        bus.publish(subject, payload);
    }

    boolean lost(String subject, long seq) {
        return lost.contains(subject + "/" + seq);
    }

    @Override
    public Subscription subscribe(String subject, Consumer<byte[]> subscriber) {
        return bus.subscribe(subject, subscriber);
    }

    @Override
    public void onGap(Runnable listener) {
        bus.onGap(listener);
    }

    @Override
    public BusState state() {
        return bus.state();
    }

    @Override
    public void close() {
        bus.close();
    }
}
