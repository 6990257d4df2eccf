package org.kocmoc.messages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Supplier;
import org.kocmoc.base.ChatId;
import org.kocmoc.chats.ChatReading;

/// The newest pages of the chats that are being read, rendered. Any thread.
///
/// Never stale: every use is held against the chat's newest number and the version of names and
/// pictures, which the caller has just read together with its membership. Whatever changes how a
/// message looks takes a number in its chat or raises that version. What is kept is in the clear,
/// like the keys of chats, and only in memory.
final class PageCache {
    private static final int BYTES = 64 << 20;

    /// Bounds how long somebody's change by hand in the database stays unseen.
    private static final Duration KEPT = Duration.ofMinutes(1);

    private record Key(ChatId chat, long visibleFrom, int limit) {}

    private record Entry(long lastSeq, String version, RenderedPage page) {
        boolean isOf(ChatReading reading) {
            return lastSeq == reading.lastSeq() && version.equals(reading.version());
        }
    }

    private final Cache<Key, Entry> pages =
            Caffeine.newBuilder()
                    .maximumWeight(BYTES)
                    .weigher((Key key, Entry entry) -> 128 + entry.page().size())
                    .expireAfterWrite(KEPT)
                    .build();

    /// The newest messages of a chat, from memory or else by the loader.
    RenderedPage newest(ChatReading reading, int limit, Supplier<RenderedPage> loader) {
        Key key = new Key(reading.chat().chat(), reading.chat().visibleFromSeq(), limit);
        Entry known = pages.getIfPresent(key);
        if (known != null && known.isOf(reading)) {
            return known.page();
        }
        // Read after the number and the version: it may show more than they promise, never less.
        Entry fresh = new Entry(reading.lastSeq(), reading.version(), loader.get());
        pages.put(key, fresh);
        return fresh.page();
    }
}
