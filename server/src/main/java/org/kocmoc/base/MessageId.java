package org.kocmoc.base;

import com.fasterxml.jackson.annotation.JsonValue;

/// The id of a message: a positive row number, a JSON number on the wire.
public record MessageId(@JsonValue long value) implements Comparable<MessageId> {
    @Override
    public int compareTo(MessageId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
