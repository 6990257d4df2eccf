package org.kocmoc.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;

/// The sends of one transaction: which are accepted, which numbers they get, what becomes of each.
///
/// Pure computation between the statements of [LogStore]; one thread.
final class Batch {
    /// A chat's newest number and time.
    record Head(long seq, Instant at) {}

    /// An accepted message and its place in its chat.
    record Numbered(
            int index, NewMessage message, SendOutcome.Author author, long seq, Instant at) {}

    private record Key(long chat, long sender, String clientId) {}

    private final List<NewMessage> messages;
    private final Map<Integer, SendOutcome> outcomes = new HashMap<>();
    private final Map<Key, Integer> firstOfKey = new HashMap<>();
    private final Map<Long, Head> heads = new HashMap<>();
    private final List<Numbered> accepted = new ArrayList<>();

    Batch(List<NewMessage> messages) {
        this.messages = messages;
    }

    List<Integer> indexes() {
        return IntStream.range(0, messages.size()).boxed().toList();
    }

    NewMessage message(int index) {
        return messages.get(index);
    }

    List<Long> chats() {
        return messages.stream().map(message -> message.chat().value()).distinct().toList();
    }

    /// The head of a locked chat, as it will be after the batch once entries are numbered.
    void locked(long chat, Head head) {
        heads.put(chat, head);
    }

    void decided(int index, SendOutcome outcome) {
        outcomes.put(index, outcome);
    }

    /// Gives the next numbers to an entry that passed every check; repeats of one key share a
    /// number.
    void accept(int index, SendOutcome.Author author, Instant now) {
        NewMessage message = messages.get(index);
        Head head = heads.get(message.chat().value());
        if (head == null || firstOfKey.putIfAbsent(key(message), index) != null) {
            return;
        }
        // A clock that jumps back must not make a later message look earlier.
        Head next = new Head(head.seq() + 1, head.at().isAfter(now) ? head.at() : now);
        heads.put(message.chat().value(), next);
        accepted.add(new Numbered(index, message, author, next.seq(), next.at()));
    }

    List<Numbered> accepted() {
        return accepted;
    }

    /// The heads that the batch moves.
    List<Map.Entry<Long, Head>> movedHeads() {
        List<Long> moved =
                accepted.stream().map(entry -> entry.message().chat().value()).distinct().toList();
        return heads.entrySet().stream().filter(e -> moved.contains(e.getKey())).toList();
    }

    void stored(Numbered entry, long id, long epoch, List<UserId> mentions) {
        decided(
                entry.index(),
                new SendOutcome.Stored(
                        new SendOutcome.Place(new MessageId(id), entry.seq(), epoch, entry.at()),
                        entry.author(),
                        mentions,
                        false));
    }

    /// One outcome per message, in their order.
    List<SendOutcome> outcomes() {
        return indexes().stream().map(this::outcome).toList();
    }

    private SendOutcome outcome(int index) {
        SendOutcome own = outcomes.get(index);
        if (own != null) {
            return own;
        }
        Integer first = firstOfKey.get(key(messages.get(index)));
        if (first != null && outcomes.get(first) instanceof SendOutcome.Stored s) {
            return new SendOutcome.Stored(s.place(), s.author(), List.of(), true);
        }
        // The chat, the sender or the membership is gone: the check found no row.
        return new SendOutcome.Refused(LogError.NOT_A_MEMBER);
    }

    private static Key key(NewMessage message) {
        return new Key(message.chat().value(), message.sender().value(), message.clientId());
    }
}
