package org.kocmoc.prove;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.kocmoc.bus.Bus;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.log.Nudge;

/// Loses every third nudge of chats' logs and remembers which.
final class LossyBus implements Bus {
    private static final int EVERY = 3;

    private final Bus bus = new LocalBus();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

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
    public void close() {
        bus.close();
    }
}
