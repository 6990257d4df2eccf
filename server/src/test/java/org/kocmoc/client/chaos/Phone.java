package org.kocmoc.client.chaos;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.MessageRef;
import org.kocmoc.client.encryption.Received;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.Address;

/// One device of a person with the program that uses it, which writes down what it reads. One
/// thread.
final class Phone implements MortalStore.Journal {
    /// What was read, how often, and where it was said to be.
    record Read(String text, int times, long seq) {}

    /// So long a device waits before it asks for the same again.
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final Human owner;
    private final EncryptedSession.Options options;
    private final MortalStore store = new MortalStore(this);
    private final Map<MessageRef, Read> read = new HashMap<>();
    private final List<Received> unkept = new ArrayList<>();
    private Session session;
    private @Nullable EncryptedSession running;
    private int number;
    private final Map<MessageRef, String> reasons = new HashMap<>();
    private boolean damaged;
    private int receipts;
    private int failures;

    /// @param seed of the account, or `null` if this is its first device
    Phone(Human owner, Session session, InstantSource clock, byte @Nullable [] seed) {
        this.owner = owner;
        this.session = session;
        EncryptedSession.Options usual = new EncryptedSession.Options(null, PAUSE, clock);
        this.options = seed == null ? usual : usual.joining(seed);
    }

    Human owner() {
        return owner;
    }

    Session session() {
        return session;
    }

    MortalStore store() {
        return store;
    }

    Address address() {
        return new Address(owner.id(), number);
    }

    /// The process, started if it does not run.
    EncryptedSession device() {
        EncryptedSession device = running;
        if (device == null) {
            store.revive();
            device = EncryptedSession.open(session, store, options);
            number = device.device();
            running = device;
        }
        return device;
    }

    /// The process ends, by itself or because it died.
    void stop() {
        running = null;
        store.revive();
    }

    /// Signed in anew, with the same keys.
    void signedIn(Session fresh) {
        session = fresh;
        running = null;
    }

    int receive() {
        return device().receive(this::take);
    }

    private void take(Received message) {
        receipts++;
        if (message.content() == null) {
            failures++;
            reasons.put(message.ref(), message.failure() + " in " + message.chat());
        } else {
            reasons.remove(message.ref());
            unkept.add(message);
        }
    }

    @Override
    public void keep() {
        for (Received one : unkept) {
            String text = java.util.Objects.requireNonNull(one.content()).text();
            read.merge(
                    one.ref(),
                    new Read(text, 1, one.seq()),
                    (old, again) -> new Read(again.text(), old.times() + 1, again.seq()));
        }
        unkept.clear();
    }

    @Override
    public void forget() {
        unkept.clear();
    }

    Map<MessageRef, Read> read() {
        return read;
    }

    /// Keys of this device are lost.
    void damage() {
        damaged = true;
    }

    boolean isDamaged() {
        return damaged;
    }

    /// Why what it could not read could not be read.
    Map<MessageRef, String> reasons() {
        return reasons;
    }

    int receipts() {
        return receipts;
    }

    int failures() {
        return failures;
    }

    @Override
    public String toString() {
        return owner + "/" + number;
    }
}
