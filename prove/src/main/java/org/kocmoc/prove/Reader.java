package org.kocmoc.prove;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.kocmoc.client.live.ChatState;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.model.SyncPage;
import org.kocmoc.client.rest.Session;

/// The ways in which a user reads: marks, pages of the history, and what a sync tells. Notes down
/// what was shown. One thread, its [Actor]'s.
final class Reader {
    private final Session session;
    private final Device device;
    private final History history;
    private final SplittableRandom random;

    Reader(Session session, Device device, History history, SplittableRandom random) {
        this.session = session;
        this.device = device;
        this.history = history;
        this.random = random;
    }

    void read(long chat, ChatState state) {
        long head = state.position().seq();
        long upTo = head - random.nextLong(0, Math.max(1, Math.min(8, head)));
        if (random.nextInt(4) == 0) {
            session.messages().read(chat, upTo);
        } else {
            device.live().read(chat, upTo);
        }
        device.live().delivered(chat, head);
    }

    void page(long chat, ChatState state) {
        long started = System.nanoTime();
        long near = Math.max(0, state.position().seq() - random.nextLong(0, 200));
        int limit = random.nextInt(1, 101);
        int kind = random.nextInt(3);
        List<Message> page =
                switch (kind) {
                    case 0 -> session.messages().newest(chat, limit);
                    case 1 -> session.messages().before(chat, near, limit);
                    default -> session.messages().after(chat, near, limit);
                };
        history.add(
                new Fact.Paged(session.user(), started, chat, kind == 0, Simulation.places(page)));
    }

    void sync(long chat, ChatState state) {
        Position position = state.position();
        long from = Math.max(state.chat().visibleFromSeq(), position.seq() - random.nextLong(60));
        SyncPage page =
                session.sync(
                        device.live().state().position(),
                        Map.of(chat, new Position(position.epoch(), from)),
                        random.nextInt(1, 501));
        for (SyncPage.Head head : page.chats()) {
            history.add(
                    new Fact.Counted(
                            session.user(), head.chat(), head.counts(), "sync " + device.number()));
            for (Event event : head.events()) {
                if (event instanceof Event.OfChat entry) {
                    history.add(Device.seen(session.user(), null, entry));
                }
            }
        }
    }
}
