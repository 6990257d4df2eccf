package org.kocmoc.prove;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.kocmoc.bus.Bus;
import org.kocmoc.bus.BusState;
import org.kocmoc.log.Nudge;

/// Loses some nudges of chats' logs and remembers which.
final class LossyBus implements Bus {
    private final Bus bus;
    private final LongPredicate loses;
    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    /// @param loses whether the nudge of an entry of that number gets lost
    LossyBus(Bus bus, LongPredicate loses) {
        this.bus = bus;
        this.loses = loses;
    }

    @Override
    public void publish(String subject, byte[] payload) {
        Optional<Nudge> nudge = Nudge.decode(payload);
        if (subject.startsWith("chat.") && nudge.isPresent() && loses.test(nudge.get().lastSeq())) {
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
    public void settle() {
        bus.settle();
    }

    @Override
    public void onGap(Runnable listener) {
        bus.onGap(listener);
    }

    @Override
    public void othersLive(boolean whether) {
        bus.othersLive(whether);
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
