package org.kocmoc.base;

import com.fasterxml.jackson.annotation.JsonValue;

/// The id of an account: a positive row number, a JSON number on the wire.
public record UserId(@JsonValue long value) implements Comparable<UserId> {
    @Override
    public int compareTo(UserId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
