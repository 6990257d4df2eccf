package org.kocmoc.client.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kocmoc.client.model.Message;

/// The newest messages of a chat: all of them from one number on, in their order, deleted ones as
/// tombstones. Immutable.
///
/// @param from everything with this number or a higher one is here
public record Window(List<Message> messages, long from) {
    /// How many are held at most; older ones are read by pages.
    public static final int MOST = 200;

    /// Copies.
    public Window {
        messages = List.copyOf(messages);
    }

    /// Nothing yet, everything that comes.
    static Window after(long seq) {
        return new Window(List.of(), seq + 1);
    }

    /// The newest page of a chat.
    ///
    /// @param complete whether there is nothing before it
    static Window of(List<Message> page, boolean complete, long visibleFrom) {
        return new Window(
                page, complete || page.isEmpty() ? visibleFrom + 1 : page.getFirst().seq());
    }

    /// The message with a number, if it is held.
    public Optional<Message> find(long seq) {
        int index = index(seq);
        return index >= 0 ? Optional.of(messages.get(index)) : Optional.empty();
    }

    private int index(long seq) {
        int low = 0;
        int high = messages.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(messages.get(middle).seq(), seq);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /// With a message put in its place.
    Window with(Message message) {
        if (message.seq() < from) {
            return this;
        }
        List<Message> next = new ArrayList<>(messages);
        int index = index(message.seq());
        if (index >= 0) {
            next.set(index, newer(messages.get(index), message));
        } else {
            next.add(-index - 1, message);
        }
        if (next.size() <= MOST) {
            return new Window(next, from);
        }
        long dropped = next.getFirst().seq();
        return new Window(next.subList(1, next.size()), dropped + 1);
    }

    /// With a page that was fetched later.
    ///
    /// @param known up to where this window is complete
    Window joined(Window page, long known) {
        boolean deeper = from < page.from() && page.from() <= known + 1;
        Window joined = deeper ? this : page;
        for (Message message : deeper ? page.messages() : messages) {
            joined = joined.with(message);
        }
        return joined;
    }

    /// Nothing brings a deleted message back, and an older text never replaces a newer one.
    private static Message newer(Message held, Message come) {
        return (held.deleted() && !come.deleted()) || come.revision() < held.revision()
                ? held
                : come;
    }

    /// The same messages from a number on, to compare two states that hold unequally much.
    public Window cutTo(long start) {
        return start <= from
                ? this
                : new Window(
                        messages.stream().filter(message -> message.seq() >= start).toList(),
                        start);
    }

    /// Held messages of others that are not deleted, in a range of numbers.
    List<Message> ofOthers(long me, long above, long upTo) {
        return messages.stream()
                .filter(message -> message.seq() > above && message.seq() <= upTo)
                .filter(message -> !message.isFrom(me) && !message.deleted())
                .toList();
    }
}
