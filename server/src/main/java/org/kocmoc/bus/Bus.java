package org.kocmoc.bus;

import java.util.function.Consumer;

/// Publish and subscribe by subject: at most once, unordered across subjects, in order per
/// publisher and subject.
///
/// Any thread. Subscribers run on the publisher's or the connection's thread and must return
/// quickly; what they throw is logged and reaches nobody else.
public interface Bus extends AutoCloseable {
    /// Hands the payload to the present subscribers of exactly this subject.
    void publish(String subject, byte[] payload);

    /// Calls the subscriber for every payload published from now on, until the result is closed.
    Subscription subscribe(String subject, Consumer<byte[]> subscriber);

    @Override
    void close();

    /// Ends a subscription; closing twice is harmless.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
