package org.kocmoc.prove;

import java.util.UUID;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.outbox.Outbox;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;

/// How a simulated user sends: by several ways, and again under the same key until the server has
/// answered. Any thread.
final class Sender {
    /// How a message goes out.
    enum Way {
        SOCKET,
        HTTP,
        OUTBOX
    }

    private final Session session;
    private final Device device;
    private final History history;
    private final Outbox outbox;

    Sender(Session session, Device device, History history) {
        this.session = session;
        this.device = device;
        this.history = history;
        this.outbox = new Outbox(device.live()::send);
    }

    Outbox outbox() {
        return outbox;
    }

    void send(long chat, String text, Way way) {
        Draft draft = Draft.text(text);
        if (way == Way.OUTBOX) {
            entrust(chat, draft);
            return;
        }
        try {
            once(chat, draft, way);
        } catch (UnreachableException e) {
            history.count("sends repeated for want of an answer");
            entrust(chat, draft);
        } catch (RefusedException e) {
            if (e.retryAfter().isEmpty()) {
                throw e;
            }
            history.count("sends repeated after " + e.code());
            entrust(chat, draft);
        }
    }

    private void once(long chat, Draft draft, Way way) {
        long started = System.nanoTime();
        Message stored =
                way == Way.HTTP
                        ? session.messages().send(chat, draft)
                        : device.live().send(chat, draft);
        stored(chat, draft.clientId(), started, stored, way.name());
    }

    private void entrust(long chat, Draft draft) {
        long started = System.nanoTime();
        outbox.put(chat, draft)
                .whenComplete(
                        (stored, failure) -> {
                            if (stored != null) {
                                stored(chat, draft.clientId(), started, stored, "OUTBOX");
                            } else if (failure instanceof RefusedException refused) {
                                history.count("refused: " + refused.code());
                                history.add(
                                        new Fact.Refused(
                                                session.user(),
                                                "outbox",
                                                refused.status(),
                                                refused.code()));
                            }
                        });
    }

    /// The same message over both ways at once.
    void sendTwice(long chat, String text) throws InterruptedException {
        Draft draft = Draft.text(text);
        Thread other =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                once(chat, draft, Way.HTTP);
                            } catch (UnreachableException | RefusedException e) {
                                history.count("half of a doubled send failed");
                            }
                        });
        try {
            once(chat, draft, Way.SOCKET);
        } finally {
            other.join();
        }
    }

    void forward(Message message, long chat) {
        long started = System.nanoTime();
        String key = UUID.randomUUID().toString();
        Message stored = device.live().forward(message.id(), chat, key);
        stored(chat, key, started, stored, "FORWARD");
    }

    private void stored(long chat, String key, long started, Message message, String way) {
        history.count("acknowledged sends");
        history.add(
                new Fact.Stored(
                        session.user(),
                        started,
                        System.nanoTime(),
                        chat,
                        key,
                        message.id(),
                        message.seq(),
                        way));
    }
}
