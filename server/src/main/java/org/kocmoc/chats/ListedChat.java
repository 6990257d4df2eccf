package org.kocmoc.chats;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.Comparator;

/// A line of the list of chats.
record ListedChat(@JsonUnwrapped Chat chat, @JsonUnwrapped ChatPreviews.Preview newest) {
    /// Newest message first; chats without one last, the newest chat first.
    static final Comparator<ListedChat> ORDER =
            Comparator.comparing(
                            (ListedChat line) -> line.newest().lastMessageTime(),
                            Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
                    .thenComparing(line -> line.chat().createdAt())
                    .thenComparing(line -> line.chat().id())
                    .reversed();
}
