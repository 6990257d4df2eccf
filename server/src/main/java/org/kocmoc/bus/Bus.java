package org.kocmoc.bus;

import java.util.function.Consumer;

/// Publish and subscribe by subject: at most once, unordered across subjects, in order per
/// publisher and subject.
///
/// Any thread; nothing but [#settle] blocks. Subscribers run on the publisher's or the connection's
/// thread and must return quickly; what they throw is logged and reaches nobody else. Subscribers
/// of the publishing node are called before [#publish] returns, and once.
public interface Bus extends AutoCloseable {
    /// Hands the payload to the present subscribers of exactly this subject, on all nodes.
    void publish(String subject, byte[] payload);

    /// Calls the subscriber for every payload published from now on, until the result is closed.
    /// What other nodes publish arrives a moment later than this returns; see [#settle].
    Subscription subscribe(String subject, Consumer<byte[]> subscriber);

    /// Returns when everything subscribed before hears other nodes, too: whoever reads a log
    /// afterwards misses nothing in between. A second at most, and at once without other nodes.
    void settle();

    /// Calls whenever payloads of other nodes may have been missed: when they stop arriving, when
    /// they arrive again, when some were dropped. Must return quickly. Lasts as long as the bus.
    void onGap(Runnable listener);

    /// Tells whether other nodes live on the same database: a bus without a way to them misses what
    /// they publish from then on. One that has such a way needs no telling.
    default void othersLive(boolean whether) {}

    /// How the bus is doing.
    BusState state();

    @Override
    void close();

    /// Ends a subscription; closing twice is harmless.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
