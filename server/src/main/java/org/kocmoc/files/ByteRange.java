package org.kocmoc.files;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a `Range` header asks of a file.
sealed interface ByteRange {
    /// All of it.
    record Whole() implements ByteRange {}

    /// From one byte to another, both included.
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /// Nothing that the file has.
    record Unsatisfiable() implements ByteRange {}

    /// Up to 18 digits always fit a `long`.
    Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /// Reads the header. What is not understood, several ranges included, asks for the whole file,
    /// as RFC 9110 allows.
    static ByteRange of(Optional<String> header, long size) {
        Matcher range = ONE_RANGE.matcher(header.orElse("").replace(" ", ""));
        if (!range.matches() || range.group().equals("bytes=-")) {
            return new Whole();
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty()) {
            long suffix = Math.min(Long.parseLong(last), size);
            return suffix == 0 ? new Unsatisfiable() : new Part(size - suffix, size - 1);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return new Whole();
        }
        return from >= size ? new Unsatisfiable() : new Part(from, to);
    }
}
