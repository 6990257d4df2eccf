package org.kocmoc.auth;

import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.Bus;

/// Tells every node that some sign-in of an account has ended: whoever remembers one has to check
/// it again. Any thread.
public final class Revocations {
    private static final String SUBJECT = "revocations";

    private final Bus bus;

    Revocations(Bus bus) {
        this.bus = bus;
    }

    /// Tells once the transaction has committed.
    void announce(Handle handle, UserId user) {
        handle.afterCommit(() -> bus.publish(SUBJECT, Bytes.utf8(user.toString())));
    }

    /// Calls with each account concerned, on a thread that holds a connection and must not be held
    /// up: check elsewhere.
    public Bus.Subscription subscribe(Consumer<UserId> subscriber) {
        return bus.subscribe(
                SUBJECT,
                payload -> subscriber.accept(new UserId(Long.parseLong(Bytes.text(payload)))));
    }
}
