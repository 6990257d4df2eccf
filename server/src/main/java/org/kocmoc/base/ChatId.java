package org.kocmoc.base;

import com.fasterxml.jackson.annotation.JsonValue;

/// The id of a chat: a positive row number, a JSON number on the wire.
public record ChatId(@JsonValue long value) implements Comparable<ChatId> {
    @Override
    public int compareTo(ChatId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
