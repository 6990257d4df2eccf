package org.kocmoc.streams;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kocmoc.bus.Bus;
import org.kocmoc.log.Nudge;

/// The streams of one kind (chats or users) that sockets of this node listen to, each with its
/// subscription on the bus for as long as somebody listens. Any thread.
///
/// @param <K> id of a chat or user
public final class Streams<K> {
    /// What differs between chats and users.
    ///
    /// @param subject where nudges come from
    /// @param source reads the log
    /// @param sink gets every entry once, in order
    /// @param other gets payloads that are no nudges of the log
    public record Kind<K>(
            Function<K, String> subject,
            Function<K, LogStream.Source> source,
            BiConsumer<K, LogEvent> sink,
            BiConsumer<K, byte[]> other) {}

    /// One question to the database: small enough to be answered in milliseconds.
    private static final int HEADS_AT_ONCE = 5_000;

    private final class Entry {
        private final LogStream stream;
        private final Bus.Subscription subscription;
        private int listeners;

        Entry(K key) {
            stream =
                    new LogStream(
                            kind.source().apply(key),
                            event -> kind.sink().accept(key, event),
                            threads);
            subscription =
                    bus.subscribe(
                            kind.subject().apply(key),
                            payload ->
                                    Nudge.decode(payload)
                                            .ifPresentOrElse(
                                                    this::heard,
                                                    () -> kind.other().accept(key, payload)));
        }

        private void heard(Nudge nudge) {
            byte[] event = nudge.forOthers();
            if (event == null) {
                stream.committed(nudge.lastSeq());
            } else {
                stream.offer(
                        new LogEvent(
                                nudge.lastSeq(),
                                nudge.epoch(),
                                event,
                                nudge.sender(),
                                nudge.forSender(),
                                List.of(),
                                Optional.empty(),
                                null));
            }
        }
    }

    private final Map<K, Entry> entries = new ConcurrentHashMap<>();
    private final Kind<K> kind;
    private final Bus bus;
    private final Executor threads;

    public Streams(Kind<K> kind, Bus bus, Executor threads) {
        this.kind = kind;
        this.bus = bus;
        this.threads = threads;
    }

    /// One more listener; the stream runs until as many have left.
    public void join(K key) {
        entries.compute(
                key,
                (k, present) -> {
                    Entry entry = present == null ? new Entry(k) : present;
                    entry.listeners++;
                    return entry;
                });
    }

    public void leave(K key) {
        entries.computeIfPresent(
                key,
                (k, entry) -> {
                    if (--entry.listeners > 0) {
                        return entry;
                    }
                    entry.subscription.close();
                    entry.stream.close();
                    return null;
                });
    }

    /// The stream, while somebody listens.
    public @Nullable LogStream find(K key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.stream;
    }

    public int size() {
        return entries.size();
    }

    /// Compares all streams with the newest numbers of their logs: the last nudge of a quiet chat
    /// has no successor to betray its loss.
    public void compare(Function<Collection<K>, Map<K, Long>> heads) {
        List<K> some = new ArrayList<>(HEADS_AT_ONCE);
        for (K key : entries.keySet()) {
            some.add(key);
            if (some.size() == HEADS_AT_ONCE) {
                heads.apply(some).forEach(this::atLeast);
                some.clear();
            }
        }
        if (!some.isEmpty()) {
            heads.apply(some).forEach(this::atLeast);
        }
    }

    private void atLeast(K key, long head) {
        LogStream stream = find(key);
        if (stream != null) {
            stream.committed(head);
        }
    }
}
