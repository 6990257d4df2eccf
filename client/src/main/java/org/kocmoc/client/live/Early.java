package org.kocmoc.client.live;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.kocmoc.client.model.Event;

/// Entries that came before their predecessors and wait for them. Immutable.
///
/// @param ofChats of chats' logs
/// @param ofUser of the own log
public record Early(List<Event.OfChat> ofChats, List<Event.OfUser> ofUser) {
    /// Nothing waits.
    static final Early NONE = new Early(List.of(), List.of());

    /// More are not worth keeping: asking the server brings them all.
    private static final int MOST = 1_000;

    Early with(Event.OfChat entry) {
        return ofChats.size() >= MOST || find(entry.chat(), entry.position().seq()).isPresent()
                ? this
                : new Early(Stream.concat(ofChats.stream(), Stream.of(entry)).toList(), ofUser);
    }

    Early with(Event.OfUser entry) {
        return ofUser.size() >= MOST || find(entry.position().seq()).isPresent()
                ? this
                : new Early(ofChats, Stream.concat(ofUser.stream(), Stream.of(entry)).toList());
    }

    Optional<Event.OfChat> find(long chat, long seq) {
        return ofChats.stream()
                .filter(entry -> entry.chat() == chat && entry.position().seq() == seq)
                .findFirst();
    }

    Optional<Event.OfUser> find(long seq) {
        return ofUser.stream().filter(entry -> entry.position().seq() == seq).findFirst();
    }

    /// Without what a chat's position has passed.
    Early without(long chat, long upTo) {
        return ofChats.isEmpty()
                ? this
                : new Early(
                        ofChats.stream()
                                .filter(e -> e.chat() != chat || e.position().seq() > upTo)
                                .toList(),
                        ofUser);
    }

    /// Without what the own position has passed.
    Early without(long upTo) {
        return ofUser.isEmpty()
                ? this
                : new Early(
                        ofChats,
                        ofUser.stream().filter(entry -> entry.position().seq() > upTo).toList());
    }

    Early onlyOf(Set<Long> chats) {
        return ofChats.isEmpty()
                ? this
                : new Early(
                        ofChats.stream().filter(entry -> chats.contains(entry.chat())).toList(),
                        ofUser);
    }
}
